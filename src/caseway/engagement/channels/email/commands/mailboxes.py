"""Keeping our mailboxes: add, change and remove them, and note how far their folders are read."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import HealthSpell, Mailbox, MailboxSignIn, MailProvider, TakenMail
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.channels.email.queries.mailboxes import active_mailboxes
from caseway.engagement.channels.email.rules.ways import usual_port
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.operations.commands import fault_of

PERMISSION = "settings.manage"
WRITABLE = (
    "address",
    "name",
    "signature",
    "is_active",
    "is_default",
    "way_in",
    "fetch_host",
    "fetch_port",
    "fetch_user",
    "fetch_security",
    "folder",
    "leaves_mail",
    "believed_servers",
    "on_forgery",
    "provider_id",
    "hook_provider",
    "encrypts",
)
GMAIL, GRAPH = "imap.gmail.com", "graph.microsoft.com"
WHERE = ("way_in", "fetch_host", "fetch_port", "fetch_user", "folder", "provider_id", "hook_provider")


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


def move_cursor(mailbox: Mailbox, *, uid_validity: int, uid_next: int) -> None:
    """Everything below `uid_next` is kept by us. Called after the commit of what was fetched."""
    Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=uid_validity, uid_next=uid_next)
    mailbox.uid_validity, mailbox.uid_next = uid_validity, uid_next


def _save(mailbox: Mailbox | None, *, actor: Actor, values: Mapping[str, object], password: str) -> Mailbox:
    row = lock_row(mailbox) if mailbox else Mailbox()
    before = {name: getattr(row, name) for name in WHERE}
    for name in WRITABLE:
        if name in values:
            setattr(row, name, values[name])
    row.address = row.address.strip().lower()
    if fault := fault_of(row.signature):
        raise Invalid(fault, fields={"signature": fault})
    _complete(row, password)
    row.is_default = row.is_default or not Mailbox.objects.filter(is_default=True).exclude(pk=row.pk).exists()
    if row.is_default:
        Mailbox.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    if password:
        row.fetch_password = sealed(password)
    if row.provider_id != before["provider_id"]:
        MailboxSignIn.objects.filter(mailbox_id=row.pk).delete()
    if any(getattr(row, name) != value for name, value in before.items()):
        _begin_anew(row)
    row.save()
    record_change(row, actor=actor)
    active_mailboxes.forget()
    return row


def _complete(row: Mailbox, password: str) -> None:
    """What may be left out becomes what is usual; what the way in needs must be there."""
    row.fetch_security = row.fetch_security or Mailbox.Security.TLS
    row.fetch_port = row.fetch_port or usual_port(row.way_in, row.fetch_security) or Mailbox.fetch_port.field.default
    row.folder = row.folder or "INBOX"
    if row.way_in == Mailbox.WayIn.MICROSOFT:
        row.fetch_host, row.fetch_port, row.fetch_security = GRAPH, 443, Mailbox.Security.TLS
    if row.way_in == Mailbox.WayIn.GOOGLE:
        row.fetch_host, row.fetch_port, row.fetch_security = GMAIL, 993, Mailbox.Security.TLS
    missing = _missing(row, password)
    if missing:
        raise Invalid(_("The mailbox cannot be fetched like this."), fields=missing)


def _missing(row: Mailbox, password: str) -> dict[str, str]:
    if row.way_in == Mailbox.WayIn.WEBHOOK:
        return _missing_of_hook(row, password)
    if not row.is_fetched:
        return {}
    if row.provider_id:
        if not MailProvider.objects.filter(pk=row.provider_id).exists():
            return {"provider_id": _("There is no such provider: choose one under Mail providers.")}
        return {} if row.fetch_host else {"fetch_host": _("Write the server's name, such as outlook.office365.com.")}
    if row.way_in in (Mailbox.WayIn.GOOGLE, Mailbox.WayIn.MICROSOFT):
        return {"provider_id": _("Choose what to sign in with; add it under Mail providers first.")}
    missing = {} if row.fetch_host else {"fetch_host": _("Write the server's name, such as mail.example.com.")}
    if not row.fetch_user:
        missing["fetch_user"] = _("Write the user that the server knows.")
    if not password and not row.fetch_password:
        missing["password"] = _("Write the password of this user.")
    return missing


def _begin_anew(row: Mailbox) -> None:
    """Another place to fetch from: nothing of it was read yet, and how the old one fared is history."""
    row.uid_validity, row.uid_next, row.delta_link = 0, 1, ""
    row.health, row.health_note = Mailbox.Health.NEW, ""
    if row.pk:
        TakenMail.objects.filter(mailbox=row).delete()
        HealthSpell.objects.filter(mailbox=row, ended_at=None).update(ended_at=timezone.now())


def _missing_of_hook(row: Mailbox, password: str) -> dict[str, str]:
    missing = {} if row.hook_provider else {"hook_provider": _("Choose who posts the mail.")}
    if not password and not row.fetch_password:
        missing["password"] = _("Write what the provider proves itself by; without it anybody could post mail.")
    return missing
