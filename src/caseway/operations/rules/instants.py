"""Instants as whole microseconds since 1970 (ticks), and the stretches in which a time zone keeps one offset."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
WEEK = 7 * DAY


class CalendarError(ValueError):
    """What was asked of a calendar makes no sense; the message says what to write instead."""


class Span(NamedTuple):
    """Ticks from `begin` up to, not including, `end`, at `offset` ticks from UTC."""

    begin: int
    end: int
    offset: int


def ticks(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime between the years 2 and 9998."""
    if at.tzinfo is None:
        raise CalendarError(f"{at.isoformat()} names no time zone: add an offset, such as +01:00.")
    if not 1 < at.year < 9999:
        raise CalendarError(f"The year {at.year} is out of range: write a year from 2 to 9998.")
    return (at - EPOCH) // TICK


def instant(at: int) -> datetime:
    """The UTC datetime of so many microseconds since 1970."""
    try:
        return EPOCH + timedelta(microseconds=at)
    except OverflowError as error:
        raise CalendarError("The result lies after the year 9999: check the amount.") from error


def _offset(zone: ZoneInfo, at: int) -> int:
    try:
        offset = instant(at).astimezone(zone).utcoffset()
    except OverflowError as error:
        raise CalendarError("The result lies after the year 9999: check the amount.") from error
    return (offset or timedelta(0)) // TICK


def _first_change(zone: ZoneInfo, begin: int, end: int) -> int:
    """The second at which the offset held at `begin` ends; `begin` and `end` have different offsets."""
    before = _offset(zone, begin)
    while end - begin > SECOND:
        middle = begin + (end - begin) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == before:
            begin = middle
        else:
            end = middle
    return end


@lru_cache(maxsize=8192)
def offset_spans(zone: ZoneInfo, week: int) -> tuple[Span, ...]:
    """The zone's offsets over the UTC week numbered from 1970.

    It looks twice a week: no zone has ever changed twice within half a week, but some went back after six days.
    """
    spans: list[Span] = []
    edges = (week * WEEK, week * WEEK + WEEK // 2, (week + 1) * WEEK)
    for begin, end in pairwise(edges):
        before, after = _offset(zone, begin), _offset(zone, end)
        change = end if before == after else _first_change(zone, begin, end)
        spans.append(Span(begin, change, before))
        if change < end:
            spans.append(Span(change, end, after))
    if len({span.offset for span in spans}) == 1:
        return (Span(edges[0], edges[-1], spans[0].offset),)
    return tuple(spans)
