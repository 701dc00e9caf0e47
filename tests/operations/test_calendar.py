"""Business-calendar arithmetic against a minute-by-minute oracle, and in the cases that catch people out."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from caseway.operations.rules.calendar import (
    AROUND_THE_CLOCK,
    Calendar,
    CalendarError,
    Interval,
    Weekday,
    deadline,
    elapsed,
    is_open,
    next_opening,
    open_periods,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WEEKDAYS = tuple(Weekday)[:5]
BERLIN = ZoneInfo("Europe/Berlin")


def hours(*pairs: tuple[float, float], days=WEEKDAYS) -> dict:
    return {day: tuple(Interval(opens * HOUR, closes * HOUR) for opens, closes in pairs) for day in days}


OFFICE = Calendar("Europe/Berlin", hours((9, 17)), frozenset({date(2026, 12, 25)}))
LUNCH = Calendar("Europe/Berlin", hours((9, 12), (13, 17)))
NIGHT = Calendar("Europe/Berlin", hours((0, 6), days=tuple(Weekday)))


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


def due(calendar: Calendar, start: datetime, amount: timedelta, pauses=()) -> str:
    found = deadline(calendar, start, amount, pauses)
    return found.astimezone(calendar.zone).isoformat() if found else "paused"


# ---- in office hours


def test_a_quarter_of_an_hour_within_a_morning():
    assert due(OFFICE, berlin("2026-11-23T09:26:40"), 15 * MINUTE) == "2026-11-23T09:41:40+01:00"


def test_what_is_left_at_closing_time_goes_on_the_next_morning():
    assert due(OFFICE, berlin("2026-11-23T16:55"), 15 * MINUTE) == "2026-11-24T09:10:00+01:00"


def test_a_weekend_is_skipped():
    assert due(OFFICE, berlin("2026-11-27T16:00"), 2 * HOUR) == "2026-11-30T10:00:00+01:00"


def test_a_holiday_is_skipped():
    assert due(OFFICE, berlin("2026-12-24T16:00"), 2 * HOUR) == "2026-12-28T10:00:00+01:00"


def test_lunch_does_not_count():
    assert due(LUNCH, berlin("2026-11-23T11:30"), HOUR) == "2026-11-23T13:30:00+01:00"


def test_a_start_outside_hours_begins_at_the_next_opening():
    assert due(OFFICE, berlin("2026-11-28T03:00"), MINUTE) == "2026-11-30T09:01:00+01:00"


def test_a_deadline_reached_at_closing_time_is_that_instant():
    assert due(OFFICE, berlin("2026-11-23T16:00"), HOUR) == "2026-11-23T17:00:00+01:00"
    assert due(LUNCH, berlin("2026-11-23T11:00"), HOUR) == "2026-11-23T12:00:00+01:00"


def test_no_time_is_due_at_the_start_even_outside_hours():
    assert due(OFFICE, berlin("2026-11-28T03:00"), timedelta(0)) == "2026-11-28T03:00:00+01:00"


def test_microseconds_are_kept():
    start = berlin("2026-11-23T16:59:59.999999")
    assert due(OFFICE, start, timedelta(microseconds=2)) == "2026-11-24T09:00:00.000001+01:00"


def test_24_hours_a_day_observes_holidays():
    calendar = Calendar("Europe/Berlin", {}, frozenset({date(2026, 12, 25)}), is_24x7=True)
    assert due(calendar, berlin("2026-12-24T23:00"), 2 * HOUR) == "2026-12-26T01:00:00+01:00"


def test_around_the_clock_is_plain_addition():
    start = datetime(2026, 11, 23, 9, 26, 40, tzinfo=UTC)
    assert deadline(AROUND_THE_CLOCK, start, 1000 * HOUR) == start + 1000 * HOUR
    assert elapsed(AROUND_THE_CLOCK, start, start + 1000 * HOUR) == 1000 * HOUR


def test_the_answer_is_in_utc():
    assert deadline(OFFICE, berlin("2026-11-23T09:00"), HOUR).tzinfo is UTC


# ---- summer time


def test_a_skipped_hour_does_not_exist():
    assert due(NIGHT, berlin("2026-03-29T00:00"), 5 * HOUR) == "2026-03-29T06:00:00+02:00"


def test_a_repeated_hour_counts_twice():
    assert due(NIGHT, berlin("2026-10-25T00:00"), 7 * HOUR) == "2026-10-25T06:00:00+01:00"


def test_an_interval_that_ends_in_the_repeated_hour_opens_twice():
    calendar = Calendar("Europe/Berlin", hours((2, 2.5), days=(Weekday.SUN,)))
    periods = open_periods(calendar, berlin("2026-10-25T00:00"), berlin("2026-10-26T00:00"))
    assert [(begin.isoformat(), end.isoformat()) for begin, end in periods] == [
        ("2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00"),
    ]


def test_an_interval_in_the_skipped_hour_never_opens_that_day():
    calendar = Calendar("Europe/Berlin", hours((2, 3), days=(Weekday.SUN,)))
    assert due(calendar, berlin("2026-03-29T00:00"), MINUTE) == "2026-04-05T02:01:00+02:00"


def test_samoa_left_out_a_friday():
    apia = ZoneInfo("Pacific/Apia")
    calendar = Calendar("Pacific/Apia", hours((9, 17)))
    assert due(calendar, datetime(2011, 12, 29, 16, tzinfo=apia), 2 * HOUR) == "2012-01-02T10:00:00+14:00"


def test_a_zone_that_changed_its_mind_within_a_week_is_exact():
    recife = Calendar("America/Recife", {}, is_24x7=True, holidays=frozenset({date(2000, 1, 1)}))
    start, end = datetime(2000, 10, 7, tzinfo=recife.zone), datetime(2000, 10, 16, tzinfo=recife.zone)
    assert elapsed(recife, start, end) == end.astimezone(UTC) - start.astimezone(UTC)


# ---- pauses


def test_a_pause_in_hours_moves_the_deadline_by_its_length():
    pause = (berlin("2026-11-23T10:00"), berlin("2026-11-23T11:00"))
    assert due(OFFICE, berlin("2026-11-23T09:30"), HOUR, [pause]) == "2026-11-23T11:30:00+01:00"


def test_a_pause_overnight_adds_only_business_time():
    pause = (berlin("2026-11-23T16:30"), berlin("2026-11-24T09:30"))
    assert due(OFFICE, berlin("2026-11-23T16:00"), HOUR, [pause]) == "2026-11-24T10:00:00+01:00"


def test_a_pause_after_the_deadline_changes_nothing():
    pause = (berlin("2026-11-23T10:00"), berlin("2026-11-23T11:00"))
    assert due(OFFICE, berlin("2026-11-23T09:00"), HOUR, [pause]) == "2026-11-23T10:00:00+01:00"


def test_a_pause_before_the_start_changes_nothing():
    pause = (berlin("2026-11-23T07:00"), berlin("2026-11-23T09:00"))
    assert due(OFFICE, berlin("2026-11-23T09:00"), HOUR, [pause]) == "2026-11-23T10:00:00+01:00"


def test_an_open_ended_pause_holds_the_deadline():
    start, pause = berlin("2026-11-23T09:00"), (berlin("2026-11-23T09:30"), None)
    assert deadline(OFFICE, start, HOUR, [pause]) is None
    assert elapsed(OFFICE, start, berlin("2026-11-25T17:00"), [pause]) == 30 * MINUTE


def test_an_open_ended_pause_after_the_deadline_holds_nothing():
    pause = (berlin("2026-11-23T10:00"), None)
    assert due(OFFICE, berlin("2026-11-23T09:00"), HOUR, [pause]) == "2026-11-23T10:00:00+01:00"


def test_overlapping_pauses_count_once():
    start = berlin("2026-11-23T09:00")
    pauses = [(start + 20 * MINUTE, start + 40 * MINUTE), (start + 10 * MINUTE, start + 30 * MINUTE)]
    assert due(OFFICE, start, HOUR, pauses) == "2026-11-23T10:30:00+01:00"


# ---- openings


def test_open_at_nine_and_no_longer_at_five():
    opens, closes = berlin("2026-11-23T09:00"), berlin("2026-11-23T17:00")
    assert is_open(OFFICE, opens)
    assert is_open(OFFICE, closes - timedelta(microseconds=1))
    assert not is_open(OFFICE, closes)
    assert not is_open(OFFICE, opens - timedelta(microseconds=1))


def test_the_next_opening_is_now_when_open():
    now = berlin("2026-11-23T10:00")
    assert next_opening(OFFICE, now) == now


def test_the_next_opening_after_friday_evening_is_monday():
    assert next_opening(OFFICE, berlin("2026-11-27T17:00")) == berlin("2026-11-30T09:00")


def test_open_periods_are_cut_to_the_span_and_lack_the_pauses():
    pause = (berlin("2026-11-23T10:00"), berlin("2026-11-23T10:30"))
    periods = open_periods(OFFICE, berlin("2026-11-23T09:30"), berlin("2026-11-24T09:15"), [pause])
    assert [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in periods] == ["09:30-10:00", "10:30-17:00", "09:00-09:15"]


# ---- refusals


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(CalendarError, match="no opening hours"):
        deadline(Calendar("UTC", {}), datetime(2026, 1, 1, tzinfo=UTC), MINUTE)


def test_a_calendar_that_never_opens_has_no_elapsed_time():
    assert elapsed(Calendar("UTC", {}), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)) == 0 * HOUR


def test_a_deadline_beyond_a_hundred_years_is_refused():
    with pytest.raises(CalendarError, match="100 years"):
        deadline(OFFICE, berlin("2026-11-23T09:00"), timedelta(days=40_000))


def test_a_result_after_the_last_year_is_refused():
    with pytest.raises(CalendarError, match="9999"):
        deadline(AROUND_THE_CLOCK, datetime(9998, 12, 1, tzinfo=UTC), timedelta(days=500))
    with pytest.raises(CalendarError, match="9999"):
        deadline(OFFICE, datetime(9998, 12, 1, tzinfo=UTC), timedelta(days=500))


def test_a_time_without_zone_is_refused():
    with pytest.raises(CalendarError, match="names no time zone"):
        deadline(OFFICE, datetime.fromisoformat("2026-11-23"), MINUTE)


def test_a_negative_amount_is_refused():
    with pytest.raises(CalendarError, match="negative"):
        deadline(OFFICE, berlin("2026-11-23T09:00"), -MINUTE)


def test_a_pause_that_ends_before_it_begins_is_refused():
    pause = (berlin("2026-11-23T11:00"), berlin("2026-11-23T10:00"))
    with pytest.raises(CalendarError, match="before it begins"):
        deadline(OFFICE, berlin("2026-11-23T09:00"), MINUTE, [pause])


@pytest.mark.parametrize("pairs", [((17, 9),), ((9, 9),), ((20, 25),)])
def test_an_interval_that_does_not_end_after_it_begins_is_refused(pairs):
    with pytest.raises(CalendarError, match="24:00"):
        Calendar("UTC", hours(*pairs))


def test_overlapping_intervals_are_refused():
    with pytest.raises(CalendarError, match="09:00–13:00 and 12:00–17:00 overlap"):
        Calendar("UTC", hours((9, 13), (12, 17)))


@pytest.mark.parametrize("zone", ["Europe/Berln", "", "../etc/passwd", "Europe", "/etc/localtime", "a\0b"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(CalendarError, match="IANA"):
        Calendar(zone, {})


# ---- properties

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Recife", "UTC")
CHANGES = (
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2000, 10, 14, tzinfo=UTC),
)
starts = st.builds(
    lambda near, minutes: near + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-4 * 1440, 3 * 1440),
)
lengths = st.integers(0, 6 * 1440).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def days(draw) -> tuple[Interval, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 24 * 60), max_size=6)))
    return tuple(Interval(a * MINUTE, b * MINUTE) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw) -> Calendar:
    """Open for 20 minutes a week at the least: with less, 60 days of work would take more than a hundred years."""
    pattern = {day: draw(days()) for day in Weekday}
    assume(sum((one.closes - one.opens for day in pattern.values() for one in day), timedelta()) >= 20 * MINUTE)
    holidays = draw(st.sets(st.sampled_from([change.date() for change in CHANGES]), max_size=2))
    return Calendar(draw(st.sampled_from(ZONES)), pattern, frozenset(holidays))


@st.composite
def pauses(draw, most: int = 3):
    return [(begin, begin + draw(lengths)) for begin in draw(st.lists(starts, max_size=most))]


def is_open_by_the_wall_clock(calendar: Calendar, at: datetime) -> bool:
    wall = at.astimezone(calendar.zone)
    after_midnight = timedelta(hours=wall.hour, minutes=wall.minute)
    intervals = calendar.hours.get(tuple(Weekday)[wall.weekday()], ())
    return wall.date() not in calendar.holidays and any(a <= after_midnight < b for a, b in intervals)


def counted_by_the_wall_clock(calendar: Calendar, start: datetime, end: datetime, held=()) -> timedelta:
    minutes = int((end - start) / MINUTE)
    instants = (start + count * MINUTE for count in range(minutes))
    return MINUTE * sum(
        is_open_by_the_wall_clock(calendar, at) for at in instants if not any(a <= at < b for a, b in held)
    )


@settings(max_examples=150, deadline=None)
@given(calendars(), starts, lengths, pauses())
def test_elapsed_is_what_a_clock_watcher_counts(calendar, start, length, held):
    expected = counted_by_the_wall_clock(calendar, start, start + length, held)
    assert elapsed(calendar, start, start + length, held) == expected


@settings(max_examples=100, deadline=None)
@given(calendars(), starts, st.integers(1, 600), pauses())
def test_a_deadline_is_the_first_instant_a_clock_watcher_would_accept(calendar, start, minutes, held):
    found = deadline(calendar, start, minutes * MINUTE, held)
    assume(found - start < timedelta(days=8))
    assert counted_by_the_wall_clock(calendar, start, found, held) == minutes * MINUTE
    assert counted_by_the_wall_clock(calendar, start, found - MINUTE, held) == (minutes - 1) * MINUTE


@settings(deadline=None)
@given(calendars(), starts, st.timedeltas(timedelta(0), timedelta(days=60)), pauses())
def test_elapsed_undoes_deadline(calendar, start, amount, held):
    assert elapsed(calendar, start, deadline(calendar, start, amount, held), held) == amount


@settings(deadline=None)
@given(calendars(), starts, lengths, lengths, pauses())
def test_a_longer_amount_is_never_due_earlier(calendar, start, amount, more, held):
    assert deadline(calendar, start, amount, held) <= deadline(calendar, start, amount + more, held)


@settings(deadline=None)
@given(calendars(), starts, lengths, lengths)
def test_a_deadline_of_two_parts_is_the_second_from_the_first(calendar, start, one, two):
    assume(two)
    assert deadline(calendar, deadline(calendar, start, one), two) == deadline(calendar, start, one + two)


@settings(deadline=None)
@given(calendars(), starts, lengths, lengths, pauses())
def test_elapsed_adds_up(calendar, start, one, two, held):
    middle, end = start + one, start + one + two
    whole = elapsed(calendar, start, end, held)
    assert elapsed(calendar, start, middle, held) + elapsed(calendar, middle, end, held) == whole


@settings(deadline=None)
@given(calendars(), starts, lengths, starts, lengths)
def test_a_pause_adds_exactly_its_business_time(calendar, start, amount, begin, length):
    assume(begin > start)
    unpaused = deadline(calendar, start, amount)
    held = elapsed(calendar, begin, begin + length) if elapsed(calendar, start, begin) < amount else timedelta(0)
    assert deadline(calendar, start, amount, [(begin, begin + length)]) == deadline(calendar, start, amount + held)
    assert deadline(calendar, start, amount, [(begin, begin + length)]) >= unpaused


@settings(deadline=None)
@given(calendars(), starts)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, start):
    opening = next_opening(calendar, start)
    assert is_open(calendar, opening)
    assert elapsed(calendar, start, opening) == timedelta(0)


@settings(deadline=None)
@given(calendars(), starts, lengths, pauses())
def test_open_periods_sum_to_elapsed_in_order(calendar, start, length, held):
    periods = open_periods(calendar, start, start + length, held)
    spans = [(begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in periods]
    assert sum((end - begin for begin, end in spans), timedelta(0)) == elapsed(calendar, start, start + length, held)
    assert all(begin < end for begin, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


@given(st.integers(1, 10))
def test_ten_years_of_weeks_are_exact(years):
    weeks = 52 * years
    start = berlin("2026-11-23T09:00")
    calendar = Calendar("Europe/Berlin", hours((9, 17)))
    end = datetime.fromtimestamp(start.timestamp(), BERLIN) + timedelta(weeks=weeks)
    assert elapsed(calendar, start, end) == weeks * 40 * HOUR
    assert deadline(calendar, start, weeks * 40 * HOUR) == end - timedelta(days=2) - 16 * HOUR
