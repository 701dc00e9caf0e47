"""A calendar as administrators write it: `{timezone, hours: {mon: [["09:00", "17:00"]]}, holidays: ["2026-12-25"]}`."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from caseway.operations.rules.instants import CalendarError
from caseway.operations.rules.opening_hours import MIDNIGHT, Calendar, Interval, Weekday, zone_named

CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_calendar(written: Mapping[str, object]) -> Calendar:
    """The calendar of that JSON object. `is_24x7: true` needs no hours. CalendarError names the faulty part."""
    timezone = written.get("timezone")
    if not isinstance(timezone, str) or not timezone:
        raise CalendarError("timezone is missing: write an IANA name, such as Europe/Berlin.")
    zone_named(timezone)
    is_24x7 = written.get("is_24x7", False)
    if not isinstance(is_24x7, bool):
        raise CalendarError("is_24x7 must be true or false.")
    hours = parse_hours(written.get("hours") or {})
    if not is_24x7 and not any(hours.values()):
        raise CalendarError(
            'hours has no opening hours: write at least one interval, such as {"mon": [["09:00", "17:00"]]}.'
        )
    return Calendar(timezone, hours, parse_holidays(written.get("holidays") or []), is_24x7)


def parse_hours(written: object) -> dict[Weekday, tuple[Interval, ...]]:
    """Intervals by weekday, each day's sorted; CalendarError for an unknown day, a bad time or an overlap."""
    if not isinstance(written, Mapping):
        raise CalendarError('hours must be an object of weekdays, such as {"mon": [["09:00", "17:00"]]}.')
    return {_weekday(day): tuple(sorted(_intervals(day, intervals))) for day, intervals in written.items()}


def parse_holidays(written: object) -> frozenset[date]:
    """Dates from a list of ISO dates."""
    if not isinstance(written, list | tuple):
        raise CalendarError('holidays must be a list of dates, such as ["2026-12-25"].')
    return frozenset(_date(day) for day in written)


def hours_as_json(hours: Mapping[Weekday, Iterable[Interval]]) -> dict[str, list[list[str]]]:
    """The same hours in the shape that `parse_hours` reads."""
    return {day.value: [str(interval).split("–") for interval in hours[day]] for day in Weekday if day in hours}


def _weekday(name: object) -> Weekday:
    try:
        return Weekday(str(name))
    except ValueError as error:
        raise CalendarError(f'"{name}" is not a weekday: write mon, tue, wed, thu, fri, sat or sun.') from error


def _intervals(day: str, written: object) -> list[Interval]:
    if not isinstance(written, list | tuple):
        raise CalendarError(f'{day} must be a list of intervals, such as [["09:00", "12:00"], ["13:00", "17:00"]].')
    return [_interval(day, pair) for pair in written]


def _interval(day: str, pair: object) -> Interval:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise CalendarError(f'{day}: {pair!r} is not an interval: write two times, such as ["09:00", "17:00"].')
    return Interval(_time(day, pair[0]), _time(day, pair[1]))


def _time(day: str, written: object) -> timedelta:
    match = CLOCK.fullmatch(written) if isinstance(written, str) else None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (99, 0, 0)
    time = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or time > MIDNIGHT:
        raise CalendarError(f"{day}: {written!r} is not a time of day: write HH:MM from 00:00 to 24:00.")
    return time


def _date(written: object) -> date:
    try:
        if isinstance(written, str) and DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise CalendarError(f"holidays: {written!r} is not a date: write YYYY-MM-DD.")
