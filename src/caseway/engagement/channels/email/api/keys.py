"""Keys of a mailbox, for S/MIME and OpenPGP, over REST."""

from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.schemas import KeyChange, KeyIn, KeyOut
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
    listing,
)

router = Router(tags=["mail"])


@router.get("/mailboxes/{mailbox_id}/keys", response=Listing[KeyOut])
def list_keys(request: ApiRequest, mailbox_id: Path[Identifier], asked: Query[ListQuery]) -> ListAnswer:
    """The keys that open, check and sign its mail."""
    return listing(queries.visible_keys(request.actor, _mailbox(request, mailbox_id)), asked, order=("id",))


@router.post("/mailboxes/{mailbox_id}/keys", response={201: KeyOut})
def add_key(request: ApiRequest, mailbox_id: Path[Identifier], data: KeyIn) -> Status[MailKey]:
    """Add a key: ours with its secret part, or of somebody who is trusted."""
    mailbox = _mailbox(request, mailbox_id)
    return Status(201, commands.add_key(mailbox, actor=request.actor, data=data.file(), passphrase=data.passphrase))


@router.patch("/mailboxes/{mailbox_id}/keys/{key_id}", response=KeyOut)
def change_key(request: ApiRequest, mailbox_id: Path[Identifier], key_id: Path[Identifier], data: KeyChange) -> MailKey:
    """Let it sign what leaves, or not any more."""
    return commands.sign_with(_key(request, mailbox_id, key_id), actor=request.actor, signs=data.signs)


@router.delete("/mailboxes/{mailbox_id}/keys/{key_id}", response={204: None})
def remove_key(request: ApiRequest, mailbox_id: Path[Identifier], key_id: Path[Identifier]) -> Status[None]:
    """Forget a key."""
    commands.remove_key(_key(request, mailbox_id, key_id), actor=request.actor)
    return Status(204, None)


def _mailbox(request: ApiRequest, mailbox_id: int) -> Mailbox:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=mailbox_id)


def _key(request: ApiRequest, mailbox_id: int, key_id: int) -> MailKey:
    return get_object_or_404(queries.visible_keys(request.actor, _mailbox(request, mailbox_id)), pk=key_id)
