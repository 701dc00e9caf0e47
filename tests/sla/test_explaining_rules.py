"""The explanation of a deadline, word for word."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from caseway.operations.rules.calendar import AROUND_THE_CLOCK, Calendar, Interval, Weekday
from caseway.sla.rules.clock import Target, pause, resume, start, stop
from caseway.sla.rules.explaining import explain

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE = Calendar(
    "Europe/Berlin",
    {day: (Interval(9 * HOUR, 17 * HOUR),) for day in tuple(Weekday)[:5]},
    frozenset({date(2026, 12, 25)}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=OFFICE.zone).astimezone(UTC)


def clock(begin: str, amount: timedelta, calendar: Calendar = OFFICE):
    return start(calendar, Target(amount), applicable_from=at(begin), now=at(begin))


def text(state, amount: timedelta, calendar: Calendar = OFFICE) -> str:
    return explain(state, calendar, amount, "Support hours")


def test_a_quarter_of_an_hour():
    assert text(clock("11-23T09:26:40", 15 * MINUTE), 15 * MINUTE) == (
        "15 business minutes from 09:26:40 by calendar Support hours (Europe/Berlin): Mon 09:26:40–09:41:40."
    )


def test_several_days():
    assert text(clock("11-23T16:00", 10 * HOUR), 10 * HOUR) == (
        "1 business day 2 hours from 16:00 by calendar Support hours (Europe/Berlin): "
        "Mon 16:00–17:00, Tue 09:00–17:00, Wed 09:00–10:00."
    )


def test_weeks_have_dates_and_the_middle_is_counted():
    assert text(clock("12-21T09:00", 56 * HOUR), 56 * HOUR) == (
        "7 business days from Mon 21 Dec 2026 09:00 by calendar Support hours (Europe/Berlin): "
        "Mon 21 Dec 09:00–17:00, Tue 22 Dec 09:00–17:00, Wed 23 Dec 09:00–17:00, 3 more periods, "
        "Wed 30 Dec 09:00–17:00."
    )


def test_around_the_clock():
    state = clock("11-23T23:50", 30 * MINUTE, AROUND_THE_CLOCK)
    assert text(state, 30 * MINUTE, AROUND_THE_CLOCK) == "30 minutes from 22:50 around the clock: Mon 22:50–23:20."


def test_across_midnight():
    state = clock("11-23T23:50", 4 * HOUR, AROUND_THE_CLOCK)
    assert text(state, 4 * HOUR, AROUND_THE_CLOCK) == "4 hours from 22:50 around the clock: Mon 22:50–Tue 02:50."


def test_a_hold_is_told():
    held = pause(clock("11-23T09:00", HOUR), at=at("11-23T09:30"))
    assert text(held, HOUR) == (
        "1 business hour from 09:00 by calendar Support hours (Europe/Berlin): Mon 09:00–09:30."
        " On hold since Mon 09:30: it moves by the business time held."
    )
    assert text(resume(held, OFFICE, at=at("11-23T11:00")), HOUR) == (
        "1 business hour from 09:00 by calendar Support hours (Europe/Berlin): Mon 09:00–09:30, Mon 11:00–11:30."
        " On hold Mon 09:30–11:00 (+1 hour 30 minutes)."
    )


def test_an_end_out_of_a_hold_needs_no_excuse():
    ended = stop(pause(clock("11-23T09:00", HOUR), at=at("11-23T09:30")), OFFICE, at=at("11-23T11:00"))
    assert "changed" not in text(ended, HOUR)


def test_changed_opening_hours_are_admitted():
    state = replace(clock("11-23T09:00", HOUR), due_at=at("11-23T12:00"))
    assert text(state, HOUR).endswith("The opening hours have changed since.")
