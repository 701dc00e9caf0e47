"""Values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231, and what senders write instead."""

import re
from urllib.parse import unquote_to_bytes

from .charsets import decode
from .limits import MAX_FILENAME_CHARS
from .words import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_UNPARTED = re.compile(r"\A(\s{0,9}[^\s;=]{1,200})\s{1,9}(?=[\w*-]{1,40}\s?=)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?\Z")
_COMMENT = re.compile(r"\([^()\"]{0,200}\)\s*$")
_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_PATH = re.compile(r"^(?:[A-Za-z]:|[\\/]|\.\.)|[\\/]\.\.[\\/]")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

Sections = dict[str, dict[int, tuple[str, bool]]]


def parse_value(value: str) -> tuple[str, dict[str, str]]:
    """The value itself in lower case, and its parameters by lower-case name; a missing first semicolon is forgiven."""
    if "=" in value:
        value = _UNPARTED.sub(r"\1; ", value, count=1)
    main, separator, _ = value.partition(";")
    main = main.strip().strip('"').lower()
    if not separator:
        return main, {}
    sections: Sections = {}
    for name, text in _PARAMETER.findall(value):
        _collect(sections, name.lower(), _unquote(text))
    return main, {name: _join(parts) for name, parts in sections.items()}


def filename_of(disposition: dict[str, str], content: dict[str, str]) -> str:
    """The file name the sender gave, readable, without a path; empty where there is none."""
    name = (
        disposition.get("filename") or disposition.get("name") or content.get("name") or content.get("filename") or ""
    )
    if "=?" in name:
        name = decode_words(name)
    elif _PERCENT.search(name):
        name = _percent_decoded(name)
    return tidy_filename(name)


def tidy_filename(name: str) -> str:
    name = _UNPRINTABLE.sub(" ", name).strip()
    if _PATH.search(name):
        name = re.split(r"[\\/]", name)[-1]
    if len(name) > MAX_FILENAME_CHARS:
        stem, dot, extension = name.rpartition(".")
        keep = MAX_FILENAME_CHARS - len(extension) - 1
        name = stem[:keep] + dot + extension if dot and len(extension) < 20 else name[:MAX_FILENAME_CHARS]
    return name


def _collect(sections: Sections, name: str, text: str) -> None:
    found = _SECTION.match(name)
    if found is None:
        return
    number = int(found[2]) if found[2] else (-1 if found[3] else -2)
    sections.setdefault(found[1], {}).setdefault(number, (text, bool(found[3])))


def _unquote(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:]
        if text.endswith('"') and not text.endswith('\\"'):
            text = text[:-1]
        return _ESCAPED.sub(r"\1", text) if "\\" in text and not _PATH.search(text) else text
    return _COMMENT.sub("", text).strip() if text.endswith(")") and " (" in text else text.strip("'")


def _join(parts: dict[int, tuple[str, bool]]) -> str:
    """One value of its RFC 2231 sections; an encoded form goes before the plain one."""
    numbers = sorted(number for number in parts if number >= 0)
    if not numbers:
        text, is_encoded = parts[-1] if -1 in parts else parts[-2]
        return _decoded([(text, is_encoded)]) if is_encoded else text
    return _decoded([parts[number] for number in numbers])


def _decoded(pieces: list[tuple[str, bool]]) -> str:
    if not any(is_encoded for _, is_encoded in pieces):
        return "".join(text for text, _ in pieces)
    charset, first = "", pieces[0][0]
    if first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    texts = [(first, pieces[0][1]), *pieces[1:]]
    data = b"".join(unquote_to_bytes(text) if is_encoded else text.encode("utf-8") for text, is_encoded in texts)
    return decode(data, charset)


def _percent_decoded(name: str) -> str:
    try:
        return unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return name
