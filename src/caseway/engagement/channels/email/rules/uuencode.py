"""Files that were uuencoded into the text of a mail."""

import binascii
import re
from dataclasses import dataclass

_BEGIN = re.compile(r"^begin(?:-base64)? [0-7]{3,4}([ \t][^\n]{0,255})?\n", re.MULTILINE)
_END = re.compile(r"^(?:end|====)[ \t]*(?:\n|\Z)", re.MULTILINE)
_ENCODED = re.compile(r"[ -`]{1,90}$")
MAX_FILES = 100


@dataclass(frozen=True, slots=True)
class EncodedFile:
    filename: str
    content: bytes


def decode_block(data: bytes) -> bytes:
    """The content of the first `begin … end` in `data`, or `data` itself where there is none."""
    _, files = extract_files(data.decode("latin-1").replace("\r\n", "\n"))
    return files[0].content if files else data


def extract_files(text: str) -> tuple[str, tuple[EncodedFile, ...]]:
    """The text without the files encoded in it, and the files. Text that merely says "begin" stays."""
    kept: list[str] = []
    files: list[EncodedFile] = []
    position = 0
    while len(files) < MAX_FILES and (begin := _BEGIN.search(text, position)):
        end = _END.search(text, begin.end())
        if end is None:
            break
        body = text[begin.end() : end.start()]
        content = _content(body, is_base64="-base64" in begin[0])
        kept.append(text[position : begin.start() if content is not None else end.end()])
        if content is not None:
            files.append(EncodedFile((begin[1] or "").strip(), content))
        position = end.end()
    kept.append(text[position:])
    return "".join(kept), tuple(files)


def _content(body: str, *, is_base64: bool) -> bytes | None:
    try:
        if is_base64:
            return binascii.a2b_base64(body)
        return b"".join(_line(line) for line in body.split("\n") if line.strip())
    except (binascii.Error, ValueError):
        return None


def _line(line: str) -> bytes:
    if not _ENCODED.match(line):
        raise ValueError("not a uuencoded line")
    data = line.encode("ascii")
    try:
        return binascii.a2b_uu(data)
    except binascii.Error:
        groups = (((data[0] - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(data[:groups].ljust(groups))
