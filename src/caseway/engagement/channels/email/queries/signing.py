"""Signing what leaves with the key of its domain (DKIM, RFC 6376), so that nobody can change it or pretend to be us."""

from datetime import timedelta

import dkim
from django.db.models import QuerySet

from caseway.engagement.channels.email.models import SigningKey
from caseway.engagement.channels.email.queries.secrets import unsealed
from caseway.kernel.access import Actor, may
from caseway.kernel.caching import kept_for

RELAXED = (b"relaxed", b"relaxed")


@kept_for(timedelta(seconds=5))
def active_keys() -> dict[str, SigningKey]:
    """The key in use of each domain."""
    return {key.domain: key for key in SigningKey.objects.filter(state=SigningKey.State.ACTIVE)}


def signed(source: bytes, domain: str) -> bytes:
    """The mail with a signature of its domain's key; as it is where there is none."""
    key = active_keys().get(domain.lower())
    if key is None:
        return source
    private = unsealed(key.private_key).encode()
    signature = dkim.sign(source, key.selector.encode(), key.domain.encode(), private, canonicalize=RELAXED)
    return bytes(signature) + source


def visible_signing_keys(actor: Actor) -> QuerySet[SigningKey]:
    """Keys are configuration: for those who may manage settings."""
    return SigningKey.objects.all() if may(actor, "settings.manage") else SigningKey.objects.none()
