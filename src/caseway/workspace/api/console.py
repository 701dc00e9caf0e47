"""An agent's own console for programs: drafts with their files, the cases they follow, the senders they trust."""

from django.core.files.base import ContentFile
from django.shortcuts import get_object_or_404

from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    listing,
)
from caseway.workspace import commands
from caseway.workspace.models import Draft, DraftFile, TrustedSender
from caseway.workspace.queries.drafts import visible_draft_files, visible_drafts
from caseway.workspace.queries.looking import visible_trusted_senders
from caseway.workspace.schemas import (
    DraftFileIn,
    DraftFileOut,
    DraftIn,
    DraftOut,
    FollowIn,
    Mode,
    TrustedSenderIn,
    TrustedSenderOut,
)

router = Router()


@router.get("/cases/{number}/drafts", response=Listing[DraftOut])
def list_drafts(request: ApiRequest, number: str, asked: Query[ListQuery]) -> ListAnswer:
    """What one has begun on a case."""
    mine = visible_drafts(request.actor).filter(case=_case(request, number)).exclude(body="")
    return listing(mine, asked, order=("id",))


@router.put("/cases/{number}/drafts/{mode}", response=DraftOut)
def save_draft(request: ApiRequest, number: str, mode: Mode, body: DraftIn) -> Draft:
    """Keep what was written so far. With an older `version` than the one that is kept: 412."""
    lines = {"to": body.to, "cc": body.cc, "bcc": body.bcc}
    choices = {} if body.subject is None else {"subject": body.subject}
    writing = commands.Writing(body=body.body, recipients=lines, choices=choices)
    case = _case(request, number)
    return commands.save_draft(case, actor=request.actor, mode=mode, writing=writing, version=body.version)


@router.delete("/cases/{number}/drafts/{mode}", response={204: None})
def discard_draft(request: ApiRequest, number: str, mode: Mode) -> Status[None]:
    """Throw it away, with its files."""
    commands.clear_draft(_case(request, number), actor=request.actor, mode=mode)
    return Status(204, None)


@router.get("/cases/{number}/drafts/{mode}/files", response=Listing[DraftFileOut])
def list_draft_files(request: ApiRequest, number: str, mode: Mode, asked: Query[ListQuery]) -> ListAnswer:
    """What is attached to a draft, and the pictures in its text."""
    mine = visible_draft_files(request.actor).filter(draft__case=_case(request, number), draft__mode=mode)
    return listing(mine, asked, order=("id",))


@router.post("/cases/{number}/drafts/{mode}/files", response={201: DraftFileOut})
def attach_to_draft(request: ApiRequest, number: str, mode: Mode, body: DraftFileIn) -> Status[DraftFile]:
    """Store a file with a draft. It is sent with it."""
    content = ContentFile(body.content)
    file = commands.NewFile(
        filename=body.filename, content_type=body.content_type, content=content, is_inline=body.is_inline
    )
    [added] = commands.attach_to_draft(_case(request, number), actor=request.actor, mode=mode, files=[file])
    return Status(201, added)


@router.delete("/draft-files/{file_id}", response={204: None})
def remove_draft_file(request: ApiRequest, file_id: Path[Identifier]) -> Status[None]:
    """Take a file out of one's draft."""
    commands.remove_file(get_object_or_404(visible_draft_files(request.actor), pk=file_id), actor=request.actor)
    return Status(204, None)


@router.get("/trusted-senders", response=Listing[TrustedSenderOut])
def list_trusted_senders(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Whose pictures from elsewhere are loaded for you."""
    return listing(visible_trusted_senders(request.actor), asked, order=("address", "id"))


@router.post("/trusted-senders", response={201: TrustedSenderOut})
def trust_sender(request: ApiRequest, body: TrustedSenderIn) -> Status[TrustedSender]:
    """Load pictures from elsewhere in mail of this address from now on."""
    commands.trust_sender(body.address, actor=request.actor)
    return Status(201, get_object_or_404(visible_trusted_senders(request.actor), address=body.address.lower()))


@router.delete("/trusted-senders/{sender_id}", response={204: None})
def forget_sender(request: ApiRequest, sender_id: Path[Identifier]) -> Status[None]:
    """No longer."""
    sender = get_object_or_404(visible_trusted_senders(request.actor), pk=sender_id)
    commands.trust_sender(sender.address, actor=request.actor, is_trusted=False)
    return Status(204, None)


@router.post("/cases/{number}/follow", response={204: None})
def follow_case(request: ApiRequest, number: str, body: FollowIn) -> Status[None]:
    """Follow a case, or no longer."""
    commands.follow_case(_case(request, number), actor=request.actor, is_following=body.is_following)
    return Status(204, None)


def _case(request: ApiRequest, number: str) -> Case:
    return get_object_or_404(visible_cases(request.actor), number=number)
