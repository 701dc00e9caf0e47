"""What administrators write, read back or refused with the faulty part named."""

from datetime import date, timedelta

import pytest

from caseway.operations.rules.calendar import CalendarError, Interval, Weekday
from caseway.operations.rules.calendar_json import hours_as_json, parse_calendar, parse_hours
from caseway.operations.rules.durations import humanise, working_day

HOUR = timedelta(hours=1)
WRITTEN = {
    "timezone": "Europe/Berlin",
    "hours": {"mon": [["13:00", "17:00"], ["9:00", "12:00"]], "sat": [["20:00", "24:00"]], "sun": []},
    "holidays": ["2026-12-25"],
}


def test_a_calendar_is_read():
    calendar = parse_calendar(WRITTEN)
    assert calendar.timezone == "Europe/Berlin"
    assert calendar.hours == {
        Weekday.MON: (Interval(9 * HOUR, 12 * HOUR), Interval(13 * HOUR, 17 * HOUR)),
        Weekday.SAT: (Interval(20 * HOUR, 24 * HOUR),),
        Weekday.SUN: (),
    }
    assert calendar.holidays == frozenset({date(2026, 12, 25)})
    assert not calendar.is_24x7


def test_hours_are_written_as_they_were_read():
    written = {"mon": [["09:00", "12:00"], ["13:00:30", "24:00"]], "sun": []}
    assert hours_as_json(parse_hours(written)) == written


def test_24_hours_a_day_needs_no_hours():
    assert parse_calendar({"timezone": "UTC", "is_24x7": True}).is_always_open


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"timezone": None}, "timezone is missing"),
        ({"timezone": "Europe/Berln"}, '"Europe/Berln" is not a time zone'),
        ({"hours": None}, "at least one"),
        ({"hours": {"mon": []}}, "at least one"),
        ({"hours": [1]}, "hours must be an object"),
        ({"hours": {"monday": []}}, '"monday" is not a weekday'),
        ({"hours": {"mon": "09:00-17:00"}}, "mon must be a list"),
        ({"hours": {"mon": [["09:00"]]}}, "is not an interval"),
        ({"hours": {"mon": ["0917"]}}, "is not an interval"),
        ({"hours": {"mon": [["09:00", "24:01"]]}}, "'24:01' is not a time of day"),
        ({"hours": {"mon": [["09:60", "17:00"]]}}, "'09:60' is not a time of day"),
        ({"hours": {"mon": [[9, 17]]}}, "9 is not a time of day"),
        ({"hours": {"mon": [["17:00", "09:00"]]}}, "mon: 17:00–09:00 must end after it begins"),
        ({"hours": {"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}}, "overlap"),
        ({"holidays": "2026-12-25"}, "holidays must be a list"),
        ({"holidays": ["25.12.2026"]}, "'25.12.2026' is not a date"),
        ({"holidays": ["2026-02-30"]}, "'2026-02-30' is not a date"),
        ({"holidays": [20261225]}, "20261225 is not a date"),
        ({"is_24x7": "yes"}, "is_24x7 must be true or false"),
    ],
)
def test_a_fault_is_named(change, message):
    with pytest.raises(CalendarError, match=message):
        parse_calendar(WRITTEN | change)


def test_ten_hours_of_an_eight_hour_day_are_a_day_and_two_hours():
    assert humanise(10 * HOUR, 8 * HOUR) == "1 day 2 hours"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=15), "15 minutes"),
        (timedelta(hours=1, seconds=2), "1 hour 2 seconds"),
        (timedelta(days=2, minutes=1), "2 days 1 minute"),
        (timedelta(minutes=-3, seconds=-20), "−3 minutes 20 seconds"),
        (timedelta(microseconds=7), "0 minutes"),
    ],
)
def test_durations_read_as_words(amount, text):
    assert humanise(amount) == text


def test_the_adjective_goes_before_the_first_unit():
    assert humanise(10 * HOUR, 8 * HOUR, adjective="business") == "1 business day 2 hours"


def test_the_usual_day_is_the_commonest_one():
    hours = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed")} | {"fri": [["09:00", "12:00"]]}
    assert working_day(parse_calendar({"timezone": "UTC", "hours": hours})) == 8 * HOUR


def test_of_equally_common_days_the_longer_is_usual():
    hours = {"mon": [["09:00", "17:00"]], "fri": [["09:00", "12:00"]]}
    assert working_day(parse_calendar({"timezone": "UTC", "hours": hours})) == 8 * HOUR


def test_around_the_clock_a_day_has_24_hours():
    assert working_day(parse_calendar({"timezone": "UTC", "is_24x7": True})) == 24 * HOUR
