"""Keeping our mailboxes: add, change and remove them, try their connection, and note how their sessions fare."""

import imaplib
import ssl
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from imap_tools.errors import ImapToolsError

from caseway.engagement.channels.email.commands.imap import connected
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.channels.email.queries.mailboxes import active_mailboxes
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid

PERMISSION = "settings.manage"
TROUBLES = (OSError, imaplib.IMAP4.error, ImapToolsError, DomainError, ssl.SSLError, ValueError)
WRITABLE = (
    "address",
    "name",
    "signature",
    "is_active",
    "is_default",
    "imap_host",
    "imap_port",
    "imap_user",
    "imap_security",
    "folder",
)
WHERE = frozenset({"imap_host", "imap_port", "imap_user", "folder"})


def save_mailbox(mailbox: Mailbox | None, *, actor: Actor, values: Mapping[str, object], password: str = "") -> Mailbox:
    """Add a mailbox (None), or change one. An empty password leaves the kept one; the first one is the default."""
    require(actor, PERMISSION)
    try:
        with transaction.atomic():
            return _save(mailbox, actor=actor, values=values, password=password)
    except IntegrityError as error:
        sentence = _("There is a mailbox with this address already.")
        raise Invalid(sentence, fields={"address": sentence}) from error


@atomic()
def remove_mailbox(mailbox: Mailbox, *, actor: Actor) -> None:
    """Forget a mailbox; its mail stays, here and where it was fetched from."""
    require(actor, PERMISSION)
    mailbox = lock_row(mailbox)
    record_change(mailbox, actor=actor, action="removed")
    mailbox.delete()
    active_mailboxes.forget()


def try_mailbox(mailbox: Mailbox, *, actor: Actor) -> str:
    """Connect, sign in and open the folder: "" when that works, otherwise what the server said. Writes nothing."""
    require(actor, PERMISSION)
    try:
        with connected(mailbox):
            return ""
    except TROUBLES as error:
        return words_of(error)


def note_health(mailbox: Mailbox, health: str, note: str = "") -> None:
    """Written only when it changed, so that an idle session writes nothing."""
    changed = Mailbox.objects.filter(pk=mailbox.pk).exclude(health=health, health_note=note[:1000])
    changed.update(health=health, health_note=note[:1000], checked_at=timezone.now())


def move_cursor(mailbox: Mailbox, *, uid_validity: int, uid_next: int) -> None:
    """Everything below `uid_next` is kept by us. Called after the commit of what was fetched."""
    Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=uid_validity, uid_next=uid_next)
    mailbox.uid_validity, mailbox.uid_next = uid_validity, uid_next


def words_of(error: Exception) -> str:
    """What went wrong, in the server's words where it said any; never with a password."""
    if isinstance(error, ImapToolsError):
        result = getattr(error, "command_result", None)
        said = result[1][0] if result and len(result) > 1 and result[1] else str(error)
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if isinstance(error, imaplib.IMAP4.error) and error.args and isinstance(error.args[0], bytes):
        return error.args[0].decode("utf-8", "replace")
    return str(error) or type(error).__name__


def _save(mailbox: Mailbox | None, *, actor: Actor, values: Mapping[str, object], password: str) -> Mailbox:
    row = lock_row(mailbox) if mailbox else Mailbox()
    before = {name: getattr(row, name) for name in WHERE}
    for name in WRITABLE:
        if name in values:
            setattr(row, name, values[name])
    row.address = row.address.strip().lower()
    row.is_default = row.is_default or not Mailbox.objects.filter(is_default=True).exclude(pk=row.pk).exists()
    if row.is_default:
        Mailbox.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    if password:
        row.imap_password = sealed(password)
    if any(getattr(row, name) != value for name, value in before.items()):
        row.uid_validity, row.uid_next, row.health = 0, 1, Mailbox.Health.NEW
    row.save()
    record_change(row, actor=actor)
    active_mailboxes.forget()
    return row
