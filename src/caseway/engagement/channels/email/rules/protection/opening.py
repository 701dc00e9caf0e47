"""From a protected mail to what is inside, layer by layer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from . import pgp, smime
from .entity import Shape, Wrapped, wrapped
from .model import Key, Opened, Protection, Scheme, Verdict

_MOST_LAYERS = 4
_SMIME_SHAPES = {Shape.SMIME, Shape.SMIME_SIGNED}


def open_mail(raw: bytes, keys: Sequence[Key], sender: str, at: datetime) -> Opened | None:
    """The mail without its protection; None where it has none. May raise on hostile input: run it apart."""
    opened: Opened | None = None
    entity = raw
    for _layer in range(_MOST_LAYERS):
        found = wrapped(entity)
        if found is None:
            break
        inner = _inside(found, keys, sender, at)
        opened = Opened(_together(opened.protection, inner.protection) if opened else inner.protection, inner.entity)
        if not inner.entity or not inner.protection.is_readable:
            break
        entity = inner.entity
    return replace(opened, entity=entity if entity is not raw else b"") if opened else None


def _inside(found: Wrapped, keys: Sequence[Key], sender: str, at: datetime) -> Opened:
    if found.shape in _SMIME_SHAPES:
        return smime.opened(found, [key for key in keys if key.scheme is Scheme.SMIME], sender, at)
    return pgp.opened(found, [key for key in keys if key.scheme is Scheme.PGP], sender)


def _together(outer: Protection, inner: Protection) -> Protection:
    """Both layers as one: encrypted if either is, signed as the inner one says, which is nearest to the words."""
    signed = inner if inner.verdict is not Verdict.NONE else outer
    return Protection(
        outer.scheme,
        is_encrypted=outer.is_encrypted or inner.is_encrypted,
        is_readable=outer.is_readable and inner.is_readable,
        verdict=signed.verdict,
        signer=signed.signer,
        fingerprint=signed.fingerprint,
        problem=inner.problem or outer.problem,
    )
