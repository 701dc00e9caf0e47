"""What S/MIME and OpenPGP say about a mail, and the keys that they are read with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scheme(StrEnum):
    SMIME = "smime"
    PGP = "pgp"


class Verdict(StrEnum):
    """What a signature is worth."""

    NONE = ""
    VALID = "valid"
    OTHER = "other"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of ours (`secret` is there) or of somebody we trust. `public` is PEM or armored, `secret` likewise."""

    scheme: Scheme
    public: str
    secret: str = ""
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a key says about itself."""

    fingerprint: str
    names: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Protection:
    """How a mail was protected. `problem` says in plain words what stood in the way of reading or checking it."""

    scheme: Scheme
    is_encrypted: bool = False
    is_readable: bool = True
    verdict: Verdict = Verdict.NONE
    signer: str = ""
    fingerprint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A protected mail without its wrapping: `entity` is the MIME entity inside, headers and all."""

    protection: Protection
    entity: bytes = b""


class UnusableKey(ValueError):
    """The file is no key that can be used; the sentence says what to do."""
