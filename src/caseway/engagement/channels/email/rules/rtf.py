"""Outlook's compressed RTF: decompression (MS-OXRTFCP), and the HTML or text encapsulated in it (MS-OXRTFEX)."""

import re
import struct

from .charsets import clean, codec_name
from .limits import MAX_RTF_CHARS

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?\??|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|"
    r"[\r\n]+"
)
_SILENT = {
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
}
_SPOKEN = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
_SPOKEN |= {"bullet": "\u2022", "endash": "\u2013", "emdash": "\u2014"}


def decompress(data: bytes) -> str:
    """RTF source of a PR_RTF_COMPRESSED value, each byte one character; empty where it is damaged."""
    if len(data) < 16:
        return ""
    _, size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:
        return data[16 : 16 + size].decode("latin-1")
    if kind != 0x75465A4C:
        return ""
    return _expand(data, min(size, MAX_RTF_CHARS)).decode("latin-1")


def _expand(data: bytes, size: int) -> bytes:
    out = bytearray(_DICTIONARY)
    limit = size + len(_DICTIONARY)
    position = 16
    while position < len(data) and len(out) < limit:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data) or len(out) >= limit:
                break
            if not flags >> bit & 1:
                out.append(data[position])
                position += 1
                continue
            if not _copy(out, data[position : position + 2]):
                return bytes(out[len(_DICTIONARY) : limit])
            position += 2
    return bytes(out[len(_DICTIONARY) : limit])


def _copy(out: bytearray, reference: bytes) -> bool:
    """Copies a run from the 4096-byte window; False at the end mark or where the data is cut."""
    if len(reference) < 2:
        return False
    value = int.from_bytes(reference, "big")
    offset, length = value >> 4, (value & 15) + 2
    distance = (len(out) - offset) % 4096
    if distance == 0 or distance > len(out):
        return False
    start = len(out) - distance
    for index in range(length):
        out.append(out[start + index])
    return True


def readable(source: str) -> tuple[str, str]:
    """(text, html) of RTF source: the HTML where one is encapsulated, else the text."""
    reader = _Reader(is_html="\\fromhtml" in source[:2000])
    for token in _TOKEN.finditer(source[:MAX_RTF_CHARS]):
        reader.take(token)
    result = clean("".join(reader.pieces)).strip()
    return ("", result) if reader.is_html else (result, "")


class _Reader:
    def __init__(self, *, is_html: bool) -> None:
        self.is_html = is_html
        self.pieces: list[str] = []
        self.stack: list[tuple[bool, bool]] = []
        self.is_silent = False
        self.is_starred = False
        self.is_tag = False
        self.charset = "cp1252"

    def take(self, token: re.Match[str]) -> None:
        if token[6]:
            self.brace(token[6])
        elif token[3]:
            self.word(token[3], token[4] or "")
        elif token[1]:
            self.say(bytes([int(token[1], 16)]).decode(self.charset, "replace"))
        elif token[2]:
            self.say(chr(int(token[2]) % 65536))
        elif token[5]:
            self.symbol(token[5])
        elif token[7]:
            self.say(token[7])

    def brace(self, brace: str) -> None:
        if brace == "{":
            self.stack.append((self.is_silent, self.is_tag))
        elif self.stack:
            self.is_silent, self.is_tag = self.stack.pop()
        self.is_starred = False

    def symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.is_starred = True
        else:
            self.say({"~": "\u00a0", "_": "-", "\n": "\n", "\r": "\n"}.get(symbol, symbol))

    def word(self, word: str, number: str) -> None:
        if word == "htmltag":
            self.is_tag, self.is_silent = True, False
        elif word == "htmlrtf":
            self.is_silent = number != "0"
        elif word == "ansicpg":
            self.charset = codec_name(f"cp{number}") or "cp1252"
        elif word in _SILENT or self.is_starred:
            self.is_silent = True
        elif word in _SPOKEN:
            self.say(_SPOKEN[word])
        self.is_starred = False

    def say(self, text: str) -> None:
        if not self.is_silent:
            self.pieces.append(text)
