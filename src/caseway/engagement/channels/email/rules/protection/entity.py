"""Where in a mail's bytes the protected part stands: a signature is over exactly these."""

import re
from dataclasses import dataclass
from enum import Enum

from caseway.engagement.channels.email.rules.headers import split_message
from caseway.engagement.channels.email.rules.limits import Defects
from caseway.engagement.channels.email.rules.parameters import parse_value
from caseway.engagement.channels.email.rules.transfer import undo

_FIELD_STARTS = re.compile(rb"(?<=\n)(?![ \t])")
_CONTENT_FIELD = re.compile(rb"(?:content-[\w-]+|mime-version)[ \t]*:", re.IGNORECASE)
_HINTS = (b"pkcs7", b"PKCS7", b"application/pgp-", b"-----BEGIN PGP ")


class Shape(Enum):
    SMIME_SIGNED = "detached S/MIME signature"
    SMIME = "S/MIME envelope or signed content"
    PGP_SIGNED = "detached OpenPGP signature"
    PGP_ENCRYPTED = "OpenPGP/MIME"
    PGP_INLINE = "OpenPGP in the text"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """`content` is what was signed, or the envelope itself; `seal` is the signature beside it."""

    shape: Shape
    content: bytes
    seal: bytes = b""


def may_be_protected(raw: bytes) -> bool:
    """A cheap test that spares ordinary mail the dear one."""
    return any(hint in raw for hint in _HINTS)


def wrapped(raw: bytes) -> Wrapped | None:
    """How the mail, or the entity, is protected as a whole; None for one that is not."""
    headers, body = split_message(raw.lstrip(b"\r\n"), Defects())
    content_type, parameters = parse_value(headers.text("content-type"))
    protocol = parameters.get("protocol", "").lower()
    if content_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return Wrapped(Shape.SMIME, undo(body, headers.text("content-transfer-encoding")))
    if content_type == "multipart/signed" and "pkcs7" in protocol:
        return _signed(Shape.SMIME_SIGNED, body, parameters.get("boundary", ""))
    if content_type == "multipart/signed" and "pgp" in protocol:
        return _signed(Shape.PGP_SIGNED, body, parameters.get("boundary", ""))
    if content_type == "multipart/encrypted" and "pgp" in protocol:
        parts = _parts(body, parameters.get("boundary", ""))
        return Wrapped(Shape.PGP_ENCRYPTED, _content(parts[1])) if len(parts) > 1 else None
    if content_type in {"", "text/plain"}:
        text = undo(body, headers.text("content-transfer-encoding"))
        return Wrapped(Shape.PGP_INLINE, text.strip()) if text.lstrip().startswith(b"-----BEGIN PGP ") else None
    return None


def _signed(shape: Shape, body: bytes, boundary: str) -> Wrapped | None:
    parts = _parts(body, boundary)
    return Wrapped(shape, canonical(parts[0]), _content(parts[1])) if len(parts) > 1 else None


def _parts(body: bytes, boundary: str) -> list[bytes]:
    """The first two parts to the byte. The line end before a boundary belongs to the boundary."""
    delimiter = b"--" + boundary.encode("utf-8", "surrogateescape")
    found: list[bytes] = []
    start, position = -1, _boundary_at(body, delimiter, 0)
    while boundary and position >= 0 and len(found) < 2:
        if start >= 0:
            found.append(body[start:position].removesuffix(b"\n").removesuffix(b"\r"))
        line_end = body.find(b"\n", position)
        if line_end < 0:
            break
        start = line_end + 1
        position = _boundary_at(body, delimiter, start)
    return found


def _boundary_at(body: bytes, delimiter: bytes, position: int) -> int:
    """The next boundary at the start of a line, -1 for none."""
    while (position := body.find(delimiter, position)) >= 0:
        if position == 0 or body[position - 1 : position] == b"\n":
            return position
        position += len(delimiter)
    return -1


def _content(part: bytes) -> bytes:
    headers, body = split_message(part, Defects())
    return undo(body, headers.text("content-transfer-encoding"))


def canonical(entity: bytes) -> bytes:
    """Lines ended by CRLF, as they were when they were signed."""
    return entity.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def rewrapped(raw: bytes, entity: bytes) -> bytes:
    """The mail with what was inside in place of its wrapping."""
    head, _entity = parted_head(raw.lstrip(b"\r\n"))
    return head + b"MIME-Version: 1.0\r\n" + entity.lstrip(b"\r\n")


def parted_head(raw: bytes) -> tuple[bytes, bytes]:
    """The headers that are about the mail, and the MIME entity: the headers about the content, and the content."""
    end = _head_end(raw)
    fields = [field for field in _FIELD_STARTS.split(raw[:end]) if field.strip()]
    about_mail = [field for field in fields if not _CONTENT_FIELD.match(field)]
    about_content = [field for field in fields if field[:8].lower() == b"content-"]
    return b"".join(about_mail), b"".join(about_content) + raw[end:]


def _head_end(raw: bytes) -> int:
    ends = [end for end in (raw.find(b"\n\n"), raw.find(b"\n\r\n")) if end >= 0]
    return min(ends) + 1 if ends else len(raw)
