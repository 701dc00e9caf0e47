"""What is known of all lines at once, so that only few of them need to be looked at one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseway.engagement.channels.email.rules.limits import MAX_SPLIT_LINES
from caseway.engagement.channels.email.rules.lines import Line, Mark, unquoted

from . import markers


@dataclass(slots=True)
class Outline:
    """`ends` are the lines that end as an attribution does, `marked` those with a client's mark."""

    ends: frozenset[int]
    marked: tuple[int, ...]
    last_quote: int
    has_reply_above: bool
    has_delimiters: bool
    may_be_mobile: bool
    candidates: int = 0

    def may_cut(self, lines: Sequence[Line]) -> Sequence[int]:
        """The lines that have anything of what begins older text."""
        if self.has_reply_above or self.has_delimiters:
            return range(min(len(lines), MAX_SPLIT_LINES))
        colons = [at for at, line in enumerate(lines[:MAX_SPLIT_LINES]) if ":" in line.text or "：" in line.text]
        return sorted({*colons, *self.ends, *self.marked})


def outlined(lines: Sequence[Line]) -> Outline:
    text, none = unquoted(lines).lower(), Mark.NONE
    has_delimiters, may_be_mobile = markers.may_hold(text)
    return Outline(
        markers.attribution_ends([line.text for line in lines[:MAX_SPLIT_LINES]]),
        tuple(at for at, line in enumerate(lines[:MAX_SPLIT_LINES]) if line.mark is not none),
        _last_quote(lines),
        markers.may_hold_reply_above(text),
        has_delimiters,
        may_be_mobile,
    )


def _last_quote(lines: Sequence[Line]) -> int:
    depths = [line.depth for line in lines]
    return next((index for index in range(len(lines) - 1, -1, -1) if depths[index]), -1) if any(depths) else -1
