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
    return [Line(line, _depth(line)) for line in text.split("\n", MAX_SPLIT_LINES)]


def _depth(line: str) -> int:
    start = line[:40].lstrip()
    depth = 0
    while start.startswith(">"):
        depth += 1
        start = start[1:].lstrip()
    return depth
