"""The keys that mail is opened, checked and signed with."""

import json
from datetime import timedelta

import structlog
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.queries.mailboxes import visible_mailboxes
from caseway.engagement.channels.email.queries.secrets import UnreadablePassword, unsealed
from caseway.engagement.channels.email.rules.protection import Key, Scheme
from caseway.kernel.access import Actor
from caseway.kernel.caching import kept_for
from caseway.kernel.errors import DomainError

log = structlog.get_logger()


class UnusableSigningKey(DomainError):
    """A mailbox signs what leaves, and its key cannot: nothing leaves unsigned."""


@kept_for(timedelta(seconds=2))
def known_keys() -> list[Key]:
    """All keys, ours opened; one whose secret can no longer be read is left out."""
    return [key for row in MailKey.objects.all() if (key := _opened(row)) is not None]


@kept_for(timedelta(seconds=2))
def signing_keys() -> dict[int, MailKey]:
    """The key that signs for each mailbox that has one."""
    return {row.mailbox_id: row for row in MailKey.objects.filter(signs=True)}


def signing_key_of(mailbox: Mailbox) -> Key | None:
    """The key that signs what leaves from this mailbox; raises if there is one that cannot sign."""
    row = signing_keys().get(mailbox.pk)
    if row is None:
        return None
    if row.expires_at and row.expires_at <= timezone.now():
        raise UnusableSigningKey(_("The key that signs for %s has expired: add a new one there.") % mailbox.address)
    key = _opened(row)
    if key is None:
        raise UnusableSigningKey(_("The key that signs for %s cannot be read: add it again.") % mailbox.address)
    return key


def visible_keys(actor: Actor, mailbox: Mailbox) -> QuerySet[MailKey]:
    """The keys of a mailbox, for those who may see the mailbox."""
    return MailKey.objects.filter(mailbox__in=visible_mailboxes(actor).filter(pk=mailbox.pk)).order_by("id")


def _opened(row: MailKey) -> Key | None:
    try:
        secrets = json.loads(unsealed(row.secrets) or "{}")
    except UnreadablePassword:
        log.warning("a mail key cannot be read", mailbox_id=row.mailbox_id, fingerprint=row.fingerprint)
        return None
    return Key(Scheme(row.scheme), row.public, secrets.get("secret", ""), secrets.get("passphrase", ""))
