"""Content-Transfer-Encoding undone, with what senders get wrong about it repaired."""

import binascii
import re

from .uuencode import decode_block

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING = re.compile(rb"=+")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n\0"
_TAIL_BYTES = 4_096
_SIGHT_BYTES = 1_024
_FEW_WORDS = 3
_LONG_WORD = 30
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]*\Z")
_FOOTER = re.compile(rb"(?:\r\n|\n|\r)(?=[^\r\n]*[^A-Za-z0-9+/=\s])")


def undo(body: bytes, encoding: str) -> bytes:
    """The bytes the sender meant; an unknown encoding leaves them as they are."""
    name = encoding.strip().strip("\"'").split(";", 1)[0].strip().lower()
    if name == "base64":
        return from_base64(body)
    if name in {"quoted-printable", "quotedprintable", "quoted_printable"}:
        return binascii.a2b_qp(body)
    if name in {"uuencode", "x-uuencode", "uue", "x-uue"}:
        return decode_block(body)
    return body


def from_base64(body: bytes) -> bytes:
    """Base64 with wrong padding, foreign characters, several padded blocks, or a plain-text footer after it.

    Lines of words were never encoded, whatever their header says, and stay.
    """
    if _is_prose(body):
        return body
    footer = _FOOTER.search(body) if body[-_TAIL_BYTES:].translate(None, _ALPHABET) else None
    if footer and (head := body[: footer.start()]) and _looks_encoded(head):
        return _base64_blocks(head) + b"\n" + body[footer.end() :]
    return _base64_blocks(body)


def _is_prose(body: bytes) -> bool:
    """Whether most of the first lines are several short words: no encoder sets blanks within a line."""
    lines = [line.split() for line in body[:_SIGHT_BYTES].splitlines() if line.strip()]
    prose = sum(len(words) >= _FEW_WORDS and max(map(len, words)) < _LONG_WORD for words in lines)
    return prose * 2 > len(lines)


def _looks_encoded(head: bytes) -> bool:
    return all(_BASE64_LINE.match(line.strip()) for line in head.splitlines()[:50])


def _base64_blocks(body: bytes) -> bytes:
    inner = body.rstrip(b"=\r\n\t \x00")
    if b"=" not in inner:
        return _one_block(body)
    return b"".join(_one_block(block) for block in _PADDING.split(body) if block)


def _one_block(block: bytes) -> bytes:
    try:
        return binascii.a2b_base64(block)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", block).replace(b"=", b"")
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
