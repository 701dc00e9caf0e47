"""Business-calendar arithmetic, exact to the microsecond and measured in absolute time.

A calendar is open whenever its zone's wall clock shows an opening hour on a day that is no holiday. So an hour that
the clock skips does not exist, and one that it repeats counts twice. A period includes its first instant, not its last.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from caseway.operations.rules.instants import TICK, WEEK, CalendarError, instant, ticks
from caseway.operations.rules.opening_hours import AROUND_THE_CLOCK, Calendar, Interval, Weekday
from caseway.operations.rules.pauses import Pause, merged, unpaused
from caseway.operations.rules.timetable import Timetable

__all__ = [
    "AROUND_THE_CLOCK",
    "Calendar",
    "CalendarError",
    "Interval",
    "Pause",
    "Weekday",
    "deadline",
    "elapsed",
    "is_open",
    "next_opening",
    "open_periods",
]

HORIZON_WEEKS = 5218  # a hundred years


def deadline(calendar: Calendar, start: datetime, amount: timedelta, pauses: Iterable[Pause] = ()) -> datetime | None:
    """The earliest instant (UTC) by which `amount` of open, unpaused time has passed since `start`.

    So a deadline reached at closing time is 17:00, not the next 09:00, and an amount of zero is due at `start` itself.
    None while an open-ended pause holds it. CalendarError when the calendar never opens or the wait exceeds 100 years.
    """
    if amount < timedelta(0):
        raise CalendarError("The amount is negative: write zero or more.")
    cursor, remaining = ticks(start), amount // TICK
    for begin, end in merged(pauses, since=cursor):
        worked = _opened(calendar, cursor, begin)
        if worked >= remaining:
            break
        if end is None:
            return None
        cursor, remaining = end, remaining - worked
    return instant(_reach(calendar, cursor, remaining))


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """Open, unpaused time from `start` to `end`; nothing when `end` is not after `start`."""
    periods = unpaused(ticks(start), ticks(end), pauses)
    return timedelta(microseconds=sum(_opened(calendar, begin, finish) for begin, finish in periods))


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at this instant: at 09:00 it is, at 17:00 no longer."""
    return _opened(calendar, ticks(at), ticks(at) + 1) == 1


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself (in UTC) when open, else the instant the calendar next opens. CalendarError when it never does."""
    return instant(_reach(calendar, ticks(at), 1) - 1)


def open_periods(
    calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> list[tuple[datetime, datetime]]:
    """The open, unpaused periods between two instants, in order, in the calendar's zone."""
    joined: list[list[int]] = []
    for begin, finish in unpaused(ticks(start), ticks(end), pauses):
        for opens, closes in _open_between(calendar, begin, finish):
            if joined and joined[-1][1] == opens:
                joined[-1][1] = closes
            else:
                joined.append([opens, closes])
    zone = calendar.zone
    return [(instant(opens).astimezone(zone), instant(closes).astimezone(zone)) for opens, closes in joined]


def _open_between(calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, int]]:
    for week in range(start // WEEK, -(-end // WEEK)):
        for opens, closes in calendar.timetable.periods(week):
            if max(opens, start) < min(closes, end):
                yield max(opens, start), min(closes, end)


def _opened(calendar: Calendar, start: int, end: int) -> int:
    """Open ticks between two instants; none when `end` is not after `start`."""
    if end <= start:
        return 0
    if calendar.is_always_open:
        return end - start
    whole_weeks = range(start // WEEK, end // WEEK)
    return sum(map(calendar.timetable.total, whole_weeks)) + _since_week(calendar, end) - _since_week(calendar, start)


def _since_week(calendar: Calendar, at: int) -> int:
    """Open ticks from the beginning of the instant's week up to it."""
    return sum(min(closes, at) - opens for opens, closes in calendar.timetable.periods(at // WEEK) if opens < at)


def _reach(calendar: Calendar, start: int, amount: int) -> int:
    """The earliest instant at which so many ticks have been open since `start`."""
    if amount == 0:
        return start
    if calendar.is_always_open and amount <= HORIZON_WEEKS * WEEK:
        return start + amount
    timetable = calendar.timetable
    if not timetable.usual_total:
        raise CalendarError("The calendar has no opening hours, so nothing is ever due: add an interval to a day.")
    amount += _since_week(calendar, start)
    for week in range(start // WEEK, start // WEEK + HORIZON_WEEKS):
        total = timetable.total(week)
        if total >= amount:
            return _within_week(timetable, week, amount)
        amount -= total
    raise CalendarError("The deadline is more than 100 years ahead: check the amount, opening hours and holidays.")


def _within_week(timetable: Timetable, week: int, amount: int) -> int:
    for opens, closes in timetable.periods(week):
        if closes - opens >= amount:
            return opens + amount
        amount -= closes - opens
    raise AssertionError("a week's total is the sum of its periods")
