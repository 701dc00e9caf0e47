"""A line of a mail, whichever format it came in, and what is known of it before it is judged."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from .limits import MAX_SPLIT_LINES

_WRAP_WIDTH = 74
_ANGLE_LINES = 3
_GROUPWISE = re.compile(r">>> [^>\n][^\n]{0,200}?\d{1,2}[:.]\d\d[^\n]{0,12}>>>\s*$")
_QUOTE_MARKS = re.compile(r"(?:\s*+>)++")
_BLANK_LINES = re.compile(r"\n{3,}")


class Mark(Enum):
    """What a client's HTML said about the place: truthy where it said something."""

    NONE = ""
    CUT = "cut"
    ATTRIBUTION = "attribution"
    FORWARD = "forward"
    SIGNATURE = "signature"

    def __bool__(self) -> bool:
        return self is not Mark.NONE


class Line(NamedTuple):
    """`depth` counts quote levels; `text` is the line as it is shown."""

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text; `>` and `|` before a line say how deep it is quoted."""
    if ">" not in text:
        return list(map(Line, text.split("\n", MAX_SPLIT_LINES)))
    lines: list[Line] = []
    for text_line in text.split("\n", MAX_SPLIT_LINES):
        depth = _depth(text_line) if ">" in text_line[:40] else 0
        if depth == 1 and lines and not lines[-1].depth and _closes_angle(lines[-_ANGLE_LINES:], text_line):
            depth = 0
        is_heading = depth > 1 and bool(_GROUPWISE.match(text_line))
        lines.append(Line(text_line, 0, Mark.ATTRIBUTION) if is_heading else Line(text_line, depth))
    _mend(lines)
    return lines


def unquoted(lines: Sequence[Line]) -> str:
    """The lines outside quotations as one text, to see at once what none of them can hold."""
    return "\n".join([line.text for line in lines if not line.depth])


def joined(lines: Iterable[Line]) -> str:
    """The lines as one text, in which no two empty lines follow each other."""
    text = "\n".join([line.text for line in lines])
    return _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def _mend(lines: list[Line]) -> None:
    """What a transport has wrapped out of a quotation goes back into it: between two quoted lines, in mid-sentence."""
    depths = [line.depth for line in lines]
    for index, (before, depth) in enumerate(pairwise(depths), 1):
        if not before or depth or not _goes_on(lines, index):
            continue
        end = index + 1
        while end < len(lines) and not depths[end] and _goes_on(lines, end):
            end += 1
        if end < len(lines) and depths[end]:
            lines[index:end] = [Line(line.text, before) for line in lines[index:end]]


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    return _continues(lines[index - 1].text.rstrip(), lines[index].text)


def _continues(before: str, line: str) -> bool:
    word = line.split(" ", 1)[0]
    if word.endswith((")", ">")) and max(before.rfind("("), before.rfind("<")) > max(before.rfind(")"), 1):
        return True
    if line.rstrip().endswith(" >") and "://" in line and "<" not in line:
        return True
    is_cut = before[-1:].isalnum() or before.endswith(",")
    return is_cut and word[:1].islower() and len(before) + len(word) >= _WRAP_WIDTH


def _closes_angle(before: Sequence[Line], line: str) -> bool:
    """Whether a `>` at the start of the line ends an address that the lines before opened: no quote mark."""
    if len(line) >= 80 or any(one.depth for one in before):
        return False
    text = " ".join(one.text for one in before)
    is_open = before[-1].text.rfind("<") > before[-1].text.rfind(">") or text.count("<") > text.count(">")
    return is_open and (line.rstrip().endswith((":", "：")) or (line.strip() == ">" and "@" in before[-1].text))


def _depth(line: str) -> int:
    found = _QUOTE_MARKS.match(line[:40])
    return found[0].count(">") if found else 0
