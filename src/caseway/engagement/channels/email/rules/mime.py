"""Bytes to a tree of parts: an own reader, because it must be bounded, forgiving and fast at once."""

import re
from dataclasses import dataclass, field

from .headers import Headers, split_message
from .limits import FREE_BYTES, MAX_COPIES, MAX_DEPTH, MAX_PARTS, Defects
from .parameters import filename_of, parse_value
from .transfer import undo

_GUESSED_BOUNDARY = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?:[ \t]*\r?\n)?Content-", re.IGNORECASE)
_TYPE = re.compile(r"[\"'\s]*([\w.+-]+)[\"'\s]*/[\"'\s]*([\w.+-]+)")
_STRAY_MARKS = {b">", b".", b",", b";", b'"', b"'", b")", b"]"}
_SHORT_TYPES = {
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "text/htm": "text/html",
    "multipart": "multipart/mixed",
}


@dataclass(slots=True)
class Part:
    """One node: either `children`, or a leaf with a body still in its transfer encoding."""

    headers: Headers
    body: bytes
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    children: list["Part"] = field(default_factory=list)
    _content: bytes | None = None

    @property
    def content(self) -> bytes:
        """The decoded bytes."""
        if self._content is None:
            self._content = undo(self.body, self.headers.text("content-transfer-encoding"))
        return self._content

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    @property
    def content_id(self) -> str:
        return self.headers.text("content-id").strip("<> \t")

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)


@dataclass(slots=True)
class Reader:
    """Reads one mail; counts its parts."""

    defects: Defects
    parts: int = 0
    bytes_left: int = 0

    def read(self, raw: bytes) -> Part:
        """The tree of parts. All parts of all levels together are at most `MAX_COPIES` of the mail."""
        self.bytes_left = len(raw) * MAX_COPIES + FREE_BYTES
        return self._read(raw, 0, "text/plain")

    def _read(self, raw: bytes, depth: int, default_type: str) -> Part:
        headers, body = split_message(raw, self.defects)
        part = _describe(headers, body, default_type)
        self.parts += 1
        if part.content_type.startswith("multipart/"):
            self._read_children(part, depth)
        return part

    def _read_children(self, part: Part, depth: int) -> None:
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        self.bytes_left -= len(part.body)
        if depth >= MAX_DEPTH or self.bytes_left < 0:
            self.defects.add("parts nested too deep")
            part.content_type = "application/octet-stream"
            return
        for piece in self._pieces(part):
            if self.parts >= MAX_PARTS:
                self.defects.add("too many parts")
                break
            part.children.append(self._read(piece, depth + 1, default))
        if part.children:
            part.body = b""
        else:
            self.defects.add("multipart without parts")
            part.content_type = "text/plain"

    def _pieces(self, part: Part) -> list[bytes]:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        pieces = split_parts(part.body, boundary, MAX_PARTS - self.parts + 1) if boundary else []
        if pieces:
            return pieces
        guessed = _GUESSED_BOUNDARY.search(part.body)
        if guessed is None:
            return []
        self.defects.add("boundary missing or wrong")
        return split_parts(part.body, guessed[1], MAX_PARTS - self.parts + 1)


def split_parts(body: bytes, boundary: bytes, limit: int) -> list[bytes]:
    """What stands between the delimiter lines, at most `limit` pieces; a missing last delimiter is forgiven.

    Parts may follow after the last delimiter: of a multipart within that has the same boundary, it was the last one.
    """
    delimiter = b"--" + boundary
    pieces: list[bytes] = []
    start = -1
    position = body.find(delimiter)
    while position >= 0 and len(pieces) < limit:
        after = position + len(delimiter)
        is_last = body[after : after + 2] == b"--"
        line_end = _line_end(body, after + 2 * is_last, is_last=is_last)
        if line_end >= 0 and (position == 0 or body[position - 1] in b"\r\n"):
            if start >= 0:
                pieces.append(body[start : _before_newline(body, position, start)])
            start = -1 if is_last else line_end
        position = body.find(delimiter, after)
    if start >= 0 and len(pieces) < limit:
        pieces.append(body[start:])
    return pieces


def _line_end(body: bytes, position: int, *, is_last: bool) -> int:
    """The start of the next line if only blanks stand before it, else -1. After a last delimiter a stray mark may."""
    length = len(body)
    end = position
    if is_last and body[end : end + 1] in _STRAY_MARKS:
        end += 1
    while end < length and body[end] in b" \t" and end - position < 200:
        end += 1
    if end >= length:
        return length
    if body[end : end + 2] == b"\r\n":
        return end + 2
    return end + 1 if body[end] in b"\r\n" else -1


def _before_newline(body: bytes, position: int, start: int) -> int:
    if body[position - 2 : position] == b"\r\n":
        return max(position - 2, start)
    return max(position - 1, start)


def _describe(headers: Headers, body: bytes, default_type: str) -> Part:
    content_type, parameters = parse_value(headers.text("content-type"))
    disposition, named = (
        parse_value(headers.text("content-disposition")) if "content-disposition" in headers else ("", {})
    )
    filename = filename_of(named, parameters) if named or parameters else ""
    return Part(headers, body, _media_type(content_type, default_type), parameters, disposition, filename)


def _media_type(value: str, default: str) -> str:
    if not value:
        return default
    if found := _TYPE.match(value):
        name = f"{found[1]}/{found[2]}"
        return _SHORT_TYPES.get(name, name)
    return _SHORT_TYPES.get(value, "text/plain" if value.startswith("text") else default)
