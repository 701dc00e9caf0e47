"""Messages handed on within a mail: whether the mail is only there for them, and where their quoted lines are."""

from collections.abc import Sequence

from caseway.engagement.channels.email.rules.lines import Line

from . import markers
from .kinds import Kind

_POINTER_LINES = 3


def points_below(above: Sequence[Line]) -> bool:
    """Whether the words above a forwarded message are none, or only say that it follows: "FYI", "He wrote to me:"."""
    said = [line for line in above if not markers.is_only_punctuation(line)]
    if not said:
        return True
    if len(said) > _POINTER_LINES:
        return False
    return any(markers.is_pointer(line) for line in said) or said[-1].text.rstrip().endswith((":", "："))


def mark_forwards(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A quotation that begins with a line such as "Begin forwarded message", or follows one: nobody answers within."""
    if Kind.QUOTE not in kinds:
        return
    quote = Kind.QUOTE
    starts = [at for at, kind in enumerate(kinds) if kind is quote and (not at or kinds[at - 1] is not quote)]
    for start in starts:
        above = _above(kinds, start)
        if markers.is_forward_delimiter(_bare(lines[start])):
            above = start
        elif above < 0 or not markers.is_forward_delimiter(lines[above]):
            continue
        end = _end(kinds, start)
        kinds[above:end] = [Kind.FORWARD] * (end - above)


def _bare(line: Line) -> Line:
    return line._replace(text=line.text.lstrip("> "))


def _above(kinds: Sequence[Kind], start: int) -> int:
    """The nearest line with words above, within reach; -1 if there is none."""
    return next((at for at in range(start - 1, max(start - 4, -1), -1) if kinds[at] is not Kind.EMPTY), -1)


def _end(kinds: Sequence[Kind], start: int) -> int:
    """Where the quotation ends; blank lines within belong to it."""
    end = start
    for at in range(start, len(kinds)):
        if kinds[at] is Kind.QUOTE:
            end = at + 1
        elif kinds[at] is not Kind.EMPTY:
            break
    return end
