"""RFC 2047 encoded words, also as broken as senders make them. Linear in the length of the header."""

import binascii
import re

from .charsets import clean, decode
from .transfer import from_base64

_FOLDS = re.compile(r"(?<! ) *[\t\r\n][ \t\r\n]*")
_OPENING = re.compile(r"=\?([\w.:+$-]{1,60})(?:\*[\w-]{0,20})?\?([bBqQ])\?")
_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")

Run = list[tuple[str, bytes]]


def decode_words(value: str) -> str:
    """The header value as a person reads it, with line folds and tabs made one space."""
    if "=?" not in value:
        return _FOLDS.sub(" ", value).strip()
    pieces: list[str] = []
    run: Run = []
    position = 0
    while opening := _OPENING.search(value, position):
        between = value[position : opening.start()]
        if between.strip() or not run:
            _flush(run, pieces)
            pieces.append(between)
        end, after = _closing(value, opening)
        run.append((opening[1], _content(value[opening.end() : end], opening[2])))
        position = after
    _flush(run, pieces)
    pieces.append(value[position:])
    return _FOLDS.sub(" ", clean("".join(pieces))).strip()


def _closing(value: str, opening: re.Match[str]) -> tuple[int, int]:
    """Where the encoded text ends and where reading goes on; a bare "?=" inside a Q word does not end it."""
    end = value.find("?=", opening.end())
    while end >= 0 and opening[2] in "qQ" and _HEX_PAIR.match(value, end + 2):
        later = value.find("?=", end + 2)
        if later < 0 or not value[end:later].isascii() or " " in value[end:later]:
            break
        end = later
    if end >= 0:
        return end, end + 2
    return len(value.rstrip("?")), len(value)


def _content(text: str, encoding: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape") if not text.isascii() else text.encode("ascii")
    if encoding in "bB":
        return from_base64(data.replace(b" ", b"").replace(b"\t", b""))
    return binascii.a2b_qp(data.replace(b"\n", b" "), header=True)


def _flush(run: Run, pieces: list[str]) -> None:
    """Neighbouring words of one charset are joined before decoding: senders cut characters in two."""
    joined: Run = []
    for charset, data in run:
        if joined and joined[-1][0].lower() == charset.lower():
            joined[-1] = (charset, joined[-1][1] + data)
        else:
            joined.append((charset, data))
    pieces.extend(decode(data, charset) for charset, data in joined)
    run.clear()
