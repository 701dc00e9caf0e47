"""Mail providers, and signing in with them, over REST."""

from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import Mailbox, MailProvider
from caseway.engagement.channels.email.schemas import (
    MailboxOut,
    ProviderChange,
    ProviderIn,
    ProviderOut,
    SignInFinish,
    SignInOut,
)
from caseway.kernel.access import require
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
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic

PERMISSION = "settings.manage"
router = Router(tags=["mail"])


@router.get("/mail-providers", response=Listing[ProviderOut])
def list_providers(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What mailboxes may sign in with."""
    require(request.actor, PERMISSION)
    return listing(queries.visible_providers(request.actor), asked, order=("name", "id"))


@router.post("/mail-providers", response={201: ProviderOut})
def create_provider(request: ApiRequest, data: ProviderIn) -> Status[MailProvider]:
    """Add a registration with Microsoft or Google."""
    values = data.model_dump(exclude={"secret"})
    made = commands.save_provider(None, actor=request.actor, values=values, secret=data.secret)
    return Status(201, stamp(request, made))


@router.get("/mail-providers/{provider_id}", response=ProviderOut)
def get_provider(request: ApiRequest, provider_id: Path[Identifier]) -> MailProvider:
    """One registration."""
    return stamp(request, _provider(request, provider_id))


@router.patch("/mail-providers/{provider_id}", response=ProviderOut)
@atomic()
def change_provider(request: ApiRequest, provider_id: Path[Identifier], data: ProviderChange) -> MailProvider:
    """Change what is given."""
    provider = held(request, _provider(request, provider_id))
    values = data.model_dump(exclude_none=True, exclude={"secret"})
    changed = commands.save_provider(provider, actor=request.actor, values=values, secret=data.secret or "")
    return stamp(request, changed)


@router.delete("/mail-providers/{provider_id}", response={204: None})
def remove_provider(request: ApiRequest, provider_id: Path[Identifier]) -> Status[None]:
    """Forget a registration that no mailbox signs in with."""
    commands.remove_provider(_provider(request, provider_id), actor=request.actor)
    return Status(204, None)


@router.post("/mailboxes/{mailbox_id}/sign-in", response=SignInOut)
def begin_sign_in(request: ApiRequest, mailbox_id: Path[Identifier]) -> dict[str, str]:
    """Where the mailbox's owner allows it; they come back to the address that is registered with the provider."""
    asked = commands.begin_sign_in(_mailbox(request, mailbox_id), actor=request.actor)
    return {"url": asked.url, "state": asked.state, "verifier": asked.verifier}


@router.post("/mailboxes/{mailbox_id}/sign-in/finish", response=MailboxOut)
def finish_sign_in(request: ApiRequest, mailbox_id: Path[Identifier], data: SignInFinish) -> Mailbox:
    """Turn the code that they came back with into tokens, which are kept encrypted."""
    mailbox = _mailbox(request, mailbox_id)
    return commands.finish_sign_in(mailbox, actor=request.actor, code=data.code, verifier=data.verifier)


def _provider(request: ApiRequest, provider_id: int) -> MailProvider:
    require(request.actor, PERMISSION)
    return get_object_or_404(queries.visible_providers(request.actor), pk=provider_id)


def _mailbox(request: ApiRequest, mailbox_id: int) -> Mailbox:
    require(request.actor, PERMISSION)
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=mailbox_id)
