"""The header block of a message or part: tolerant of garbage, bounded, decoded only when asked."""

import re

from .charsets import decode
from .limits import MAX_HEADER_BYTES, MAX_HEADER_LINES, MAX_VALUE_CHARS, Defects
from .words import decode_words

_FOLD = re.compile(rb"(?:\r\n|\n|\r)(?=[ \t])")
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|sender|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|"
    rb"in-reply-to|references|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(rb"\r\r|\r\n?[\r\n]|\n\r?\n")


class Headers:
    """Header fields in order; names without regard to case."""

    __slots__ = ("_charset", "_decoded", "_values")

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._values: dict[str, list[bytes]] = {}
        self._charset = ""
        self._decoded: dict[str, str] = {}
        for name, value in fields:
            self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def expect_charset(self, charset: str) -> None:
        """Names the charset that raw 8-bit bytes in these headers are probably written in."""
        self._charset = charset

    def raws(self, name: str) -> list[bytes]:
        return self._values.get(name, [])

    def texts(self, name: str) -> list[str]:
        """All values of a field as text, encoded words not yet decoded."""
        return [self._text(value) for value in self._values.get(name, ())]

    def text(self, name: str) -> str:
        """The first value that is not empty."""
        return next((text for text in self.texts(name) if text), "")

    def decoded(self, name: str) -> str:
        """The first value that is not empty, as a person reads it. Each text is decoded once."""
        text = self.text(name)
        if text not in self._decoded:
            self._decoded[text] = decode_words(text)
        return self._decoded[text]

    def _text(self, value: bytes) -> str:
        value = value[:MAX_VALUE_CHARS]
        text = value.decode("ascii") if value.isascii() and b"\x1b" not in value else _eight_bit(value, self._charset)
        return text.replace("\x00", "").strip()


def _eight_bit(value: bytes, charset: str) -> str:
    """UTF-8 (RFC 6532) where it is that, whatever the body is in; else what the body is in."""
    try:
        return value.decode("utf-8") if b"\x1b" not in value else decode(value, charset)
    except UnicodeDecodeError:
        return decode(value, charset)


def split_message(raw: bytes, defects: Defects) -> tuple[Headers, bytes]:
    """The header fields and what follows them."""
    if raw[:1] in {b"\n", b"\r"}:
        return Headers([]), raw[2:] if raw[:2] == b"\r\n" else raw[1:]
    end, start = _blank_line(raw)
    if end > MAX_HEADER_BYTES:
        defects.add("header block too long")
    lines = _FOLD.sub(b"", raw[: min(end, MAX_HEADER_BYTES)]).splitlines()
    fields, garbage = _fields(lines, defects)
    return Headers(fields), raw[start:] if garbage is None else raw[_offset(raw, garbage, fields) :]


def _blank_line(raw: bytes) -> tuple[int, int]:
    """Where the header block ends and where the body starts."""
    crlf = raw.find(b"\n\r\n")
    end = raw.find(b"\n\n", 0, crlf if crlf >= 0 else len(raw))
    if end >= 0:
        return end + 1, end + 2
    if crlf >= 0:
        return crlf + 1, crlf + 3
    found = _BLANK_LINE.search(raw) if b"\r\r" in raw else None
    return found.span() if found else (len(raw), len(raw))


def _fields(lines: list[bytes], defects: Defects) -> tuple[list[tuple[str, bytes]], bytes | None]:
    """The fields, and the line at which a header block that lacks its blank line turns into the body."""
    fields: list[tuple[str, bytes]] = []
    if len(lines) > MAX_HEADER_LINES:
        defects.add("too many header lines")
    for index, line in enumerate(lines[:MAX_HEADER_LINES]):
        name = _NAME.match(line)
        if name:
            fields.append((name[1].decode("ascii").lower(), line[name.end() :].strip()))
        elif not line.startswith((b"From ", b">From ")) and line.strip():
            defects.add("line without a header name")
            if not any(_KNOWN.match(later) for later in lines[index + 1 : index + 40]):
                return fields, line
    return fields, None


def _offset(raw: bytes, garbage: bytes, fields: list[tuple[str, bytes]]) -> int:
    start = raw.find(fields[-1][1][-80:]) if fields else 0
    return max(raw.find(garbage[:80], max(start, 0)), 0)
