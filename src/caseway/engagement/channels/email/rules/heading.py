"""Header lines of what we send, folded by our own hand. Pure.

The standard library folds a long name into an empty line, where the header ends, or without its quotes, where a comma
in it begins another address. Names are other people's words.
"""

import re
from collections.abc import Iterable
from email.header import Header

LONGEST_NAME = 200
LONGEST_LINE = 76
LONGEST_WORD = 900
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_BREAKS = re.compile(r" (?=[^ ])")


def one_line(text: str) -> str:
    """One line of a header: whatever would end it becomes a space."""
    return _CONTROLS.sub(" ", text).strip()


def people_line(header: str, people: Iterable[tuple[str, str]]) -> str:
    """`To: Maria <maria@…>,` and each further one on a line of its own. `people` are names and usable addresses."""
    return f"{header}: " + ",\r\n ".join(
        _person(one_line(name)[:LONGEST_NAME].strip(), email) for name, email in people
    )


def text_line(header: str, text: str) -> str:
    """`Subject: …`, encoded where it must be."""
    text = one_line(text)
    if not _is_plain(text):
        return f"{header}: {_encoded(text, len(header) + 2)}"
    lines = [f"{header}:"]
    for word in _BREAKS.split(text):
        is_room = len(lines[-1]) + 1 + len(word) <= LONGEST_LINE or lines[-1] == f"{header}:"
        lines[-1:] = [f"{lines[-1]} {word}"] if is_room else [lines[-1], f" {word}"]
    return "\r\n".join(lines)


def _person(name: str, email: str) -> str:
    if not name:
        return email
    if not _is_plain(name):
        return f"{_encoded(name, 12)} <{email}>"
    if _PLAIN_NAME.fullmatch(name):
        return f"{name} <{email}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{email}>'


def _is_plain(text: str) -> bool:
    """Whether it may stand as it is: ASCII, nothing that reads as encoded, and lines that can be folded."""
    return text.isascii() and "=?" not in text and all(len(word) <= LONGEST_WORD for word in text.split(" "))


def _encoded(text: str, before: int) -> str:
    """RFC 2047, in words of one line each; `before` is how much of the first line is taken."""
    return Header(text, "utf-8", maxlinelen=LONGEST_LINE, header_name="x" * (before - 2)).encode(linesep="\r\n")
