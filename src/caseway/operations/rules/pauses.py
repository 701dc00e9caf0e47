"""Pauses as real intervals of time: sorted, joined where they overlap, open-ended when they have no end yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from caseway.operations.rules.instants import CalendarError, ticks

Pause = tuple[datetime, datetime | None]


def merged(pauses: Iterable[Pause], since: int) -> list[tuple[int, int | None]]:
    """Pauses in order without overlaps, cut to what lies after `since`; an open-ended one is the last."""
    joined: list[tuple[int, int | None]] = []
    for begin, end in sorted(_pause_ticks(pauses), key=lambda pause: pause[0]):
        if end is not None and end <= since:
            continue
        if not joined or (joined[-1][1] is not None and joined[-1][1] < begin):
            joined.append((max(begin, since), end))
        elif joined[-1][1] is not None:
            joined[-1] = (joined[-1][0], None if end is None else max(joined[-1][1], end))
    return joined


def unpaused(start: int, end: int, pauses: Iterable[Pause]) -> Iterator[tuple[int, int]]:
    """What of the time between two instants lies in no pause; a period that ends before it begins is empty."""
    for begin, finish in merged(pauses, since=start):
        yield start, min(begin, end)
        if finish is None:
            return
        start = finish
    yield start, end


def _pause_ticks(pauses: Iterable[Pause]) -> Iterator[tuple[int, int | None]]:
    for start, end in pauses:
        if end is not None and end < start:
            raise CalendarError(f"A pause ends at {end.isoformat()}, before it begins: swap the two.")
        yield ticks(start), None if end is None else ticks(end)
