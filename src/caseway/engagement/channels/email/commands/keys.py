"""Keys for S/MIME and OpenPGP: add one to a mailbox, let it sign, take it away."""

import json

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.channels.email.queries.keys import known_keys, signing_keys
from caseway.engagement.channels.email.queries.sealing import can_encrypt
from caseway.engagement.channels.email.rules.protection import Key, UnusableKey
from caseway.engagement.channels.email.rules.protection.loading import facts_of, read_key
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Conflict, Invalid

PERMISSION = "settings.manage"


def add_key(mailbox: Mailbox, *, actor: Actor, data: bytes, passphrase: str = "") -> MailKey:
    """Keep a key: ours with its secret part, or a certificate or public key of somebody whom we trust."""
    require(actor, PERMISSION)
    try:
        key = read_key(data, passphrase)
        facts = facts_of(key)
    except UnusableKey as error:
        raise Invalid(str(error), fields={"file": str(error)}) from error
    row = MailKey(
        mailbox=mailbox,
        scheme=key.scheme,
        public=key.public,
        secrets=sealed(_packed(key)),
        fingerprint=facts.fingerprint,
        names=", ".join(facts.names)[:500],
        expires_at=facts.expires_at,
    )
    return _stored(row, actor=actor)


@atomic()
def sign_with(key: MailKey, *, actor: Actor, signs: bool) -> MailKey:
    """Let a key sign what leaves from its mailbox, in place of another; or let nothing sign any more."""
    require(actor, PERMISSION)
    key = lock_row(key)
    if signs and not key.is_ours:
        raise Conflict(_("Only a key with its secret part can sign: add that one."))
    if signs:
        MailKey.objects.filter(mailbox=key.mailbox_id, signs=True).exclude(pk=key.pk).update(signs=False)
    key.signs = signs
    key.save(update_fields=["signs"])
    record_change(key, actor=actor)
    _forget()
    return key


@atomic()
def remove_key(key: MailKey, *, actor: Actor) -> None:
    """Forget a key. Mail that only it could open stays unreadable from now on, unless it was opened before."""
    require(actor, PERMISSION)
    key = lock_row(key)
    record_change(key, actor=actor, action="removed")
    key.delete()
    _forget()


def _stored(row: MailKey, *, actor: Actor) -> MailKey:
    try:
        with transaction.atomic():
            row.save()
            record_change(row, actor=actor)
    except IntegrityError as error:
        sentence = _("The mailbox has this key already.")
        raise Invalid(sentence, fields={"file": sentence}) from error
    _forget()
    return row


def _packed(key: Key) -> str:
    return json.dumps({"secret": key.secret, "passphrase": key.passphrase}) if key.secret else ""


def _forget() -> None:
    known_keys.forget()
    signing_keys.forget()
    can_encrypt.forget()
