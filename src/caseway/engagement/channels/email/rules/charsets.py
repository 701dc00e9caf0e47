"""Bytes to text: declared charset, then BOM, meta, UTF-8, and detection only as the last resort."""

import codecs
import re
from functools import lru_cache

from .detection import detected_charset

_ALIASES = {
    "ansi_x3.4-1968": "", "ascii": "", "us-ascii": "", "ansi": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252", "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "iso-8859-6-e": "iso-8859-6", "gb2312": "gb18030",
    "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "gb18030-2000": "gb18030",
    "euc-cn": "gb18030", "hz-gb-2312": "hz", "chinesebig5": "big5hkscs", "big5": "big5hkscs", "big-5": "big5hkscs",
    "x-big5": "big5hkscs", "big5-eten": "big5hkscs", "cn-big5": "big5hkscs", "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949", "ksc5601": "cp949", "ks_c_5601-1989": "cp949", "euc-kr": "cp949", "euckr": "cp949",
    "x-windows-949": "cp949", "windows-949": "cp949", "korean": "cp949", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932", "x-euc-jp": "euc_jp",
    "cp50220": "iso2022_jp", "cp50221": "iso2022_jp", "csiso2022jp": "iso2022_jp", "iso-2022-jp-ms": "iso2022_jp",
    "_iso-2022-jp": "iso2022_jp", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8", "utf-8mb4": "utf-8",
    "x-utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "x-mac-ce": "mac_latin2", "x-cp1251": "cp1251", "x-cp1252": "cp1252",
    "win-1251": "cp1251", "x-windows-1251": "cp1251", "koi8r": "koi8-r", "koi": "koi8-r",
}  # fmt: skip
_NEVER = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "unicode-escape",
    "raw-unicode-escape",
    "mbcs",
    "oem",
}
_SINGLE_BYTE = re.compile(r"^(?:cp1\d\d\d|cp[48]\d\d|iso8859.*|koi8.*|mac.*|latin.*)$")
_STATEFUL = re.compile(r"^(?:iso2022.*|hz|utf-?7|utf-?16.*|utf-?32.*)$")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""", re.IGNORECASE)
_JIS_SHIFT = re.compile(rb"\x1b(\([BJIH]|\$[@B]|\$\(D)")


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """Python's name of a declared charset; empty if it tells nothing beyond ASCII, or mail may not use it."""
    name = label[:80].strip().strip("\"'<>").strip().lower().removeprefix("charset=").split("$", 1)[0].strip()
    name = name.replace("windows-", "cp").replace("windows_", "cp") if name not in _ALIASES else _ALIASES[name]
    if not name or name in _NEVER or "\x00" in name:
        return ""
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
        "a".encode(found)
    except (LookupError, ValueError, TypeError):
        return ""
    return found


_CUT_SEQUENCE = re.compile(rb"[\xe0-\xef][\x80-\xbf](?![\x80-\xbf])|[\xf0-\xf4][\x80-\xbf]{1,2}(?![\x80-\xbf])")


def clean(text: str) -> str:
    """The same text, fit for UTF-8 and PostgreSQL: no NULs, surrogate pairs joined, lone ones replaced."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "")


def decode(data: bytes, declared: str = "", *, is_html: bool = False) -> str:
    """Text of `data`, never failing; a declared charset that cannot be true is not believed."""
    name = codec_name(declared) if declared else ""
    if data.isascii() and b"\x1b" not in data and not _STATEFUL.match(name) and b"\x00" not in data:
        return data.decode("ascii")
    return clean(_decode(data, name, is_html=is_html)).removeprefix("\ufeff")


def _decode(data: bytes, name: str, *, is_html: bool) -> str:
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data.decode(charset, "replace")
    if not name and is_html:
        name = _declared_inside(data)
    if name and (text := _strict(data, name)) is not None:
        return text
    if b"\x1b$" in data or name.startswith("iso2022_jp"):
        return _decode_jis(data)
    if (text := _utf8(data, is_declared=name == "utf-8")) is not None:
        return text
    if name and name != "utf-8" and not _SINGLE_BYTE.match(name):
        return _believe(data, name)
    return _detect(data)


def _declared_inside(data: bytes) -> str:
    head = data[:4096]
    found = _META.search(head) or _XML.search(head)
    name = codec_name(found[1].decode("ascii")) if found else ""
    return "" if name.startswith(("utf-16", "utf-32")) else name


def _strict(data: bytes, name: str) -> str | None:
    """The text, if the declaration can be true. UTF-8 that is labelled as a single-byte charset is read as UTF-8."""
    if _SINGLE_BYTE.match(name):
        return _single_byte(data, name)
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError):
        return None
    if name.startswith(("utf-16", "utf-32")) and data.isascii():
        return data.decode("ascii")
    return text


def _single_byte(data: bytes, name: str) -> str | None:
    if not data.isascii():
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return data.decode("latin-1") if name == "cp1252" else data.decode(name, "replace")


def _utf8(data: bytes, *, is_declared: bool) -> str | None:
    """UTF-8, forgiving what was cut or damaged as long as most of what is not ASCII is well formed or merely cut."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for character in text[:20_000] if character > "\x7f" and character != "\ufffd")
    if is_declared and sound < broken:
        sound += len(_CUT_SEQUENCE.findall(data))
    return text if broken and sound >= broken * (1 if is_declared else 4) else None


def _believe(data: bytes, name: str) -> str:
    text = data.decode(name, "replace")
    broken = text.count("\ufffd")
    return text if broken * 10 <= len(text) else _detect(data)


def _decode_jis(data: bytes) -> str:
    """ISO-2022-JP as mail really has it: with NEC and IBM characters and half-width kana, by way of CP932."""
    pieces, mode = [], b"(B"
    for index, piece in enumerate(_JIS_SHIFT.split(data)):
        if index % 2:
            mode = piece
        elif mode in {b"$@", b"$B"}:
            pieces.append(_shift_jis(piece).decode("cp932", "replace"))
        elif mode == b"(I":
            pieces.append(bytes(byte | 0x80 for byte in piece if byte > 0x20).decode("cp932", "replace"))
        elif mode == b"$(D":
            pieces.append((b"\x1b$(D" + piece + b"\x1b(B").decode("iso2022_jp_1", "replace"))
        else:
            pieces.append(piece.decode("cp932", "replace"))
    return "".join(pieces)


def _shift_jis(piece: bytes) -> bytes:
    out = bytearray()
    pairs = bytes(byte & 0x7F for byte in piece if byte not in b"\r\n")
    for row, cell in zip(pairs[::2], pairs[1::2], strict=False):
        out.append(((row + 1) >> 1) + (0x70 if row < 0x5F else 0xB0))
        out.append((cell + 0x1F + (cell >= 0x60)) if row % 2 else cell + 0x7E)
    return bytes(out) + (b"\n" if piece.endswith(b"\n") else b"")


def _detect(data: bytes) -> str:
    return _decode_detected(data, detected_charset(data))


def _decode_detected(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return data.decode("latin-1") if name == "cp1252" else data.decode(name, "replace")
