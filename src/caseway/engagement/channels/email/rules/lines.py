"""A line of a mail, whichever format it came in, and what is known of it before it is judged."""

from dataclasses import dataclass
from enum import Enum

from .limits import MAX_SPLIT_LINES


class Mark(Enum):
    """What a client's HTML said about the place: truthy where it said something."""

    NONE = ""
    CUT = "cut"
    ATTRIBUTION = "attribution"
    FORWARD = "forward"
    SIGNATURE = "signature"

    def __bool__(self) -> bool:
        return self is not Mark.NONE


@dataclass(frozen=True, slots=True)
class Line:
    """`depth` counts quote levels; `text` is the line as it is shown."""

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text; `>` and `|` before a line say how deep it is quoted."""
    lines: list[Line] = []
    for text_line in text.split("\n", MAX_SPLIT_LINES):
        depth = _depth(text_line)
        if depth == 1 and lines and _closes_angle(lines[-1], text_line):
            depth = 0
        lines.append(Line(text_line, depth))
    return lines


def _closes_angle(before: Line, line: str) -> bool:
    """Whether a `>` at the start of the line ends an address that the line before opened: no quote mark."""
    opening = before.text.rfind("<")
    return (
        opening > before.text.rfind(">") and not before.depth and len(line) < 80 and line.rstrip().endswith((":", "："))
    )


def _depth(line: str) -> int:
    start = line[:40].lstrip()
    depth = 0
    while start.startswith(">"):
        depth += 1
        start = start[1:].lstrip()
    return depth
