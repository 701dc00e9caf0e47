"""The keys that sign our mail: made here, used once their record is published, changed without a gap."""

import base64
import re

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import SigningKey
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.channels.email.queries.signing import active_keys
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid

PERMISSION = "settings.manage"
BITS = 2048
DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
State = SigningKey.State


class KeyInUse(DomainError):
    """Mail is signed by this key: use another one first."""


@atomic()
def make_signing_key(domain: str, *, actor: Actor) -> SigningKey:
    """A new key for a domain of ours. It signs nothing before it is put to use."""
    require(actor, PERMISSION)
    name = domain.strip().lower()
    if not DOMAIN.fullmatch(name) or len(name) > 253:
        sentence = _("Write the domain of our addresses, such as example.com.")
        raise Invalid(sentence, fields={"domain": sentence})
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = SigningKey.objects.create(
        domain=name,
        selector=_free_selector(name),
        private_key=sealed(pem.decode()),
        public_key=base64.b64encode(public).decode(),
    )
    record_change(key, actor=actor)
    return key


@atomic()
def use_signing_key(key: SigningKey, *, actor: Actor) -> SigningKey:
    """Sign with it from now on; the one before is retired."""
    require(actor, PERMISSION)
    before = SigningKey.objects.select_for_update().filter(domain=key.domain, state=State.ACTIVE).exclude(pk=key.pk)
    for old in before:
        _change(lock_row(old), State.RETIRED, actor)
    key = lock_row(key)
    if key.state != State.ACTIVE:
        key.used_since = timezone.now()
        _change(key, State.ACTIVE, actor)
    active_keys.forget()
    return key


@atomic()
def remove_signing_key(key: SigningKey, *, actor: Actor) -> None:
    """Forget a key that signs nothing; its record may be taken out of the DNS a week after it was last used."""
    require(actor, PERMISSION)
    key = lock_row(key)
    if key.state == State.ACTIVE:
        raise KeyInUse(_("Mail of %(domain)s is signed by this key: use another one first.") % {"domain": key.domain})
    record_change(key, actor=actor, action="removed")
    key.delete()


def _change(key: SigningKey, state: str, actor: Actor) -> None:
    key.state = state
    key.save(update_fields=["state", "used_since"])
    record_change(key, actor=actor)


def _free_selector(domain: str) -> str:
    """`caseway20261129`, or with a letter after it."""
    base = f"caseway{timezone.now():%Y%m%d}"
    taken = set(SigningKey.objects.filter(domain=domain).values_list("selector", flat=True))
    return next(name for name in (base, *(f"{base}{n}" for n in range(2, 1000))) if name not in taken)
