"""Outlook's winmail.dat (TNEF): its attachments and body. Bounded by its size; damaged data ends the reading."""

import struct
from dataclasses import dataclass, field

from .charsets import decode
from .limits import MAX_TNEF_DEPTH, MAX_TNEF_ITEMS
from .parameters import tidy_filename
from .rtf import decompress, readable

SIGNATURE = b"\x78\x9f\x3e\x22"

_ATTACH_RENDER, _ATTACH_TITLE, _ATTACH_DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_P_BODY, _P_HTML, _P_RTF, _P_HTML_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_P_DATA, _P_LONG_NAME, _P_SHORT_NAME, _P_DISPLAY_NAME, _P_MIME, _P_CONTENT_ID = (
    0x3701,
    0x3707,
    0x3704,
    0x3001,
    0x370E,
    0x3712,
)
_OBJECT = 0x0D
_FIXED = {1: 0, 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {_OBJECT, 0x1E, 0x1F, 0x102}
_OBJECT_GUID_BYTES = 16
_CODEPAGES = {
    20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 28591: "iso-8859-1", 28592: "iso-8859-2", 28595: "iso-8859-5",
    28605: "iso-8859-15", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51932: "euc-jp",
    51949: "euc-kr", 52936: "hz", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}  # fmt: skip

Properties = dict[int, tuple[int, bytes]]


@dataclass(slots=True)
class TnefFile:
    filename: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    """What was packed: `rtf` is decompressed."""

    text: str = ""
    html: str = ""
    rtf: str = ""
    charset: str = "cp1252"
    files: list[TnefFile] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.files or self.text or self.html or self.rtf)


def read_tnef(data: bytes, depth: int = 0) -> Tnef | None:
    """The contents, those of messages packed inside included; None where `data` is not TNEF at all."""
    if not data.startswith(SIGNATURE):
        return None
    tnef, position = Tnef(), 6
    for _ in range(MAX_TNEF_ITEMS):
        if position + 9 > len(data):
            break
        identity, length = struct.unpack_from("<HxxI", data, position + 1)
        position += 9
        _attribute(tnef, identity, data[position : position + length])
        position += length + 2
    tnef.files = [piece for file in tnef.files for piece in _unpacked(file, depth)][:MAX_TNEF_ITEMS]
    return tnef


def _unpacked(file: TnefFile, depth: int) -> list[TnefFile]:
    """The file; of a message that was attached as one, its body and its files."""
    inner = read_tnef(file.content, depth + 1) if depth < MAX_TNEF_DEPTH else None
    if inner is None or inner.is_empty:
        return [file]
    text, html = (inner.text, inner.html) if inner.text or inner.html else readable(inner.rtf)
    name = file.filename.removesuffix(".msg") or "message"
    bodies = []
    if html:
        bodies.append(TnefFile(f"{name}.html", html.encode("utf-8"), "text/html"))
    elif text:
        bodies.append(TnefFile(f"{name}.txt", text.encode("utf-8"), "text/plain"))
    return bodies + inner.files


def _attribute(tnef: Tnef, identity: int, value: bytes) -> None:
    if identity == _ATTACH_RENDER:
        tnef.files.append(TnefFile())
    elif identity == _CODEPAGE and len(value) >= 4:
        tnef.charset = _charset(value)
    elif identity == _BODY:
        tnef.text = _text(value, tnef.charset)
    elif identity == _PROPERTIES:
        _message_properties(tnef, read_properties(value))
    elif tnef.files:
        _file_attribute(tnef.files[-1], identity, value, tnef.charset)


def _message_properties(tnef: Tnef, found: Properties) -> None:
    if _P_HTML in found:
        declared = _charset(found[_P_HTML_CODEPAGE][1]) if _P_HTML_CODEPAGE in found else ""
        tnef.html = decode(found[_P_HTML][1].rstrip(b"\x00"), declared, is_html=True)
    if _P_BODY in found:
        tnef.text = _string(found[_P_BODY], tnef.charset)
    if _P_RTF in found:
        tnef.rtf = decompress(found[_P_RTF][1])


def _file_attribute(file: TnefFile, identity: int, value: bytes, charset: str) -> None:
    if identity == _ATTACH_TITLE:
        file.filename = file.filename or tidy_filename(_text(value, charset))
    elif identity == _ATTACH_DATA:
        file.content = value
    elif identity == _ATTACHMENT:
        found = read_properties(value)
        for name in (_P_LONG_NAME, _P_SHORT_NAME, _P_DISPLAY_NAME):
            if name in found and (text := tidy_filename(_string(found[name], charset))):
                file.filename = text
                break
        file.content_type = _string(found.get(_P_MIME, (0x1E, b"")), charset)
        file.content_id = _string(found.get(_P_CONTENT_ID, (0x1E, b"")), charset).strip("<>")
        if _P_DATA in found and not file.content:
            kind, content = found[_P_DATA]
            file.content = content[_OBJECT_GUID_BYTES:] if kind == _OBJECT else content


def _charset(codepage: bytes) -> str:
    number = int.from_bytes(codepage[:4], "little")
    return _CODEPAGES.get(number, f"cp{number}")


def _string(value: tuple[int, bytes], charset: str) -> str:
    kind, data = value
    return decode(data, "utf-16-le").rstrip("\x00") if kind == 0x1F else _text(data, charset)


def _text(data: bytes, charset: str) -> str:
    return decode(data.split(b"\x00", 1)[0], charset)


class _DamagedError(Exception):
    pass


@dataclass(slots=True)
class _Cursor:
    data: bytes
    position: int = 0

    def take(self, length: int) -> bytes:
        piece = self.data[self.position : self.position + length]
        if len(piece) < length:
            raise _DamagedError
        self.position += length
        return piece

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little")


def read_properties(data: bytes) -> Properties:
    """MAPI properties by identity, the first value of each; reading ends where the data is damaged."""
    found: Properties = {}
    cursor = _Cursor(data)
    try:
        for _ in range(min(cursor.number(), MAX_TNEF_ITEMS)):
            kind, identity = struct.unpack("<HH", cursor.take(4))
            if identity >= 0x8000:
                _skip_name(cursor)
            values = _values(cursor, kind)
            if values:
                found.setdefault(identity, (kind & 0x0FFF, values[0]))
    except _DamagedError:
        pass
    return found


def _skip_name(cursor: _Cursor) -> None:
    cursor.take(16)
    if cursor.number() == 0:
        cursor.take(4)
    else:
        length = cursor.number()
        cursor.take(length + -length % 4)


def _values(cursor: _Cursor, kind: int) -> list[bytes]:
    base, is_multiple = kind & 0x0FFF, bool(kind & 0x1000)
    count = cursor.number() if is_multiple or base in _VARIABLE else 1
    if base not in _VARIABLE and base not in _FIXED:
        raise _DamagedError
    values = []
    for _ in range(min(count, MAX_TNEF_ITEMS)):
        length = cursor.number() if base in _VARIABLE else _FIXED[base]
        values.append(cursor.take(length))
        cursor.take(-length % 4)
    return values
