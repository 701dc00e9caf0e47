"""Guessing the charset of text that does not say: by the shape of its bytes, and by statistics where that fails."""

import re
from functools import lru_cache

from .limits import DETECTION_SAMPLE_BYTES

_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_KOI8_WORDS = re.compile(rb"(?:[\xe0-\xff]?[\xc0-\xdf]|[\x00-\x7f])+")
_FEW = 0.4
_DETECTABLE = ["cp1252", "cp1251", "koi8-r", "cp1250", "cp1253", "cp1255", "cp1256", "cp1257", "cp866", "cp874"]
_EAST_ASIAN = (
    ("cp932", range(0x82, 0x84), 0.3),
    ("euc_jp", range(0xA4, 0xA6), 0.3),
    ("cp949", range(0xB0, 0xC9), 0.85),
    ("gb18030", range(0xB0, 0xD8), 0.7),
    ("big5hkscs", range(0xA4, 0xC7), 0.7),
)  # fmt: skip


def detected_charset(data: bytes) -> str:
    """Python's name of the likeliest charset; Western where only few bytes are not ASCII."""
    return _charset_of(_sample(data))


def _sample(data: bytes) -> bytes:
    """The lines with something to detect in them, up to the bound."""
    lines = [line for line in data[: DETECTION_SAMPLE_BYTES * 16].splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[:DETECTION_SAMPLE_BYTES]


@lru_cache(maxsize=64)
def _charset_of(sample: bytes) -> str:
    visible = len(sample.translate(None, b" \t\r\n"))
    high = sum(1 for byte in sample if byte > 0x7F)
    if high < 4 or high < visible * _FEW:
        return "cp1252"
    return _east_asian(sample) or _by_statistics(sample)


def _east_asian(sample: bytes) -> str:
    """The first two-byte charset that fits without error and whose usual characters are usual here."""
    if _KOI8_WORDS.fullmatch(sample):
        return "koi8-r"
    pairs = _PAIR.findall(sample)
    for name, usual, share in _EAST_ASIAN:
        if pairs and sum(1 for pair in pairs if pair[0] in usual) >= share * len(pairs) and _fits(sample, name):
            return name
    return ""


def _fits(sample: bytes, name: str) -> bool:
    try:
        sample[:-1].decode(name)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3
    return True


def _by_statistics(sample: bytes) -> str:
    # Loaded here: its tables cost as much start-up time as all the rest, and most mail never needs them.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample, steps=3, chunk_size=256, cp_isolation=_DETECTABLE, preemptive_behaviour=False).best()
    return best.encoding if best else "cp1252"
