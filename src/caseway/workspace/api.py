"""An agent's own console for programs: drafts, and the cases they follow."""

from django.shortcuts import get_object_or_404

from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.kernel.api import ApiRequest, ListAnswer, Listing, ListQuery, Query, Router, Status, listing
from caseway.workspace import commands
from caseway.workspace.models import Draft
from caseway.workspace.queries.drafts import visible_drafts
from caseway.workspace.schemas import DraftIn, DraftOut, FollowIn, Mode

router = Router(tags=["workspace"])


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


@router.post("/cases/{number}/follow", response={204: None})
def follow_case(request: ApiRequest, number: str, body: FollowIn) -> Status[None]:
    """Follow a case, or no longer."""
    commands.follow_case(_case(request, number), actor=request.actor, is_following=body.is_following)
    return Status(204, None)


def _case(request: ApiRequest, number: str) -> Case:
    return get_object_or_404(visible_cases(request.actor), number=number)
