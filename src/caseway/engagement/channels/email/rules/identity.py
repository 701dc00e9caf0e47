"""Which mail this is, whatever route it came by: a hash over what the sender wrote, never over trace headers."""

import hashlib
from collections.abc import Iterator

from .headers import Headers
from .mime import Part

_BLANKS = bytes.maketrans(b"\t\n\r\v\f", b"     ")


def content_hash(headers: Headers, root: Part) -> str:
    """SHA-256 in hex over From, Date, Subject and the decoded leaves; the same after a relay recoded the mail."""
    digest = hashlib.sha256()
    for name in ("from", "date", "subject"):
        for value in headers.raws(name)[:1]:
            digest.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    for leaf in leaves(root):
        content = leaf.content
        digest.update(leaf.content_type.encode("utf-8", "replace") + b"\n")
        digest.update(_single_spaced(content) if leaf.content_type.startswith("text/") else content)
    return digest.hexdigest()


def _single_spaced(text: bytes) -> bytes:
    """The words of a text, one space between two: as by `split`, without a piece of memory for each."""
    are_line_ends = text.count(b"\r") == text.count(b"\r\n")
    text = text.translate(_BLANKS, b"\r" if are_line_ends else b"")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text.strip()


def derived_message_id(content_digest: str) -> str:
    """An identity for a mail that has none: the same mail always gets the same one."""
    return f"<{content_digest[:40]}@derived.caseway.invalid>"


def leaves(part: Part) -> Iterator[Part]:
    """The parts with content, in order. The depth of the tree is bounded by its reader."""
    if part.is_multipart:
        for child in part.children:
            yield from leaves(child)
    else:
        yield part
