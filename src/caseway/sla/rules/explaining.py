"""Why a clock is due when it is, in one line that an administrator can check by hand."""

from datetime import datetime, timedelta

from caseway.operations.rules.calendar import Calendar, deadline, elapsed, open_periods
from caseway.operations.rules.durations import humanise, working_day
from caseway.sla.rules.clock import ClockState

SHOWN_PERIODS = 4
WEEK = timedelta(days=7)


def explain(clock: ClockState, calendar: Calendar, amount: timedelta, calendar_name: str) -> str:
    """One line, such as

    "15 business minutes from 09:26:40 by calendar Support hours (Europe/Berlin): Mon 09:26:40–09:41:40."
    """
    has_dates = clock.due_at - clock.started_at >= WEEK
    parts = [f"{_amount(calendar, amount)} from {_begin(calendar, clock, has_dates)} {_by(calendar, calendar_name)}"]
    periods = open_periods(calendar, clock.started_at, clock.due_at, clock.pauses)
    if periods:
        parts.append(f": {_listed(periods, has_dates=has_dates)}")
    parts += _holds(clock, calendar, has_dates=has_dates)
    if clock.paused_at is None and deadline(calendar, clock.started_at, amount, clock.pauses) != clock.due_at:
        parts.append(". The opening hours have changed since")
    return "".join(parts) + "."


def _amount(calendar: Calendar, amount: timedelta) -> str:
    return humanise(amount, working_day(calendar), adjective="" if calendar.is_always_open else "business")


def _by(calendar: Calendar, name: str) -> str:
    return "around the clock" if calendar.is_always_open else f"by calendar {name} ({calendar.timezone})"


def _begin(calendar: Calendar, clock: ClockState, has_dates: bool) -> str:
    begin = clock.started_at.astimezone(calendar.zone)
    return f"{begin:%a} {begin.day} {begin:%b %Y} {_time(begin)}" if has_dates else _time(begin)


def _listed(periods: list[tuple[datetime, datetime]], *, has_dates: bool) -> str:
    shown = [_period(begin, end, has_dates=has_dates) for begin, end in periods]
    hidden = len(shown) - SHOWN_PERIODS
    if hidden > 0:
        more = "1 more period" if hidden == 1 else f"{hidden} more periods"
        shown[SHOWN_PERIODS - 1 : -1] = [more]
    return ", ".join(shown)


def _period(begin: datetime, end: datetime, *, has_dates: bool) -> str:
    last = _time(end)
    if end.date() != begin.date():
        last = "24:00" if _is_next_midnight(begin, end) else f"{_day(end, has_dates=has_dates)} {last}"
    return f"{_day(begin, has_dates=has_dates)} {_time(begin)}–{last}"


def _is_next_midnight(begin: datetime, end: datetime) -> bool:
    return end.date() - begin.date() == timedelta(days=1) and _time(end) == "00:00"


def _holds(clock: ClockState, calendar: Calendar, *, has_dates: bool) -> list[str]:
    words: list[str] = []
    for begin, end in clock.pauses:
        since = begin.astimezone(calendar.zone)
        label = f"{_day(since, has_dates=has_dates)} {_time(since)}"
        if end is not None:
            held = humanise(elapsed(calendar, begin, end), working_day(calendar))
            words.append(f". On hold {_period(since, end.astimezone(calendar.zone), has_dates=has_dates)} (+{held})")
        elif clock.paused_at is not None:
            words.append(f". On hold since {label}: it moves by the business time held")
    return words


def _day(at: datetime, *, has_dates: bool) -> str:
    return f"{at:%a} {at.day} {at:%b}" if has_dates else f"{at:%a}"


def _time(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
