"""A business calendar: opening hours by weekday in one time zone, and its holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from caseway.operations.rules.instants import EPOCH, TICK, CalendarError
from caseway.operations.rules.timetable import Timetable

MIDNIGHT = timedelta(days=1)


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Interval(NamedTuple):
    """Wall-clock time after midnight: open from `opens` up to `closes`, at most 24 hours."""

    opens: timedelta
    closes: timedelta

    def __str__(self) -> str:
        return f"{_clock(self.opens)}–{_clock(self.closes)}"


ALL_DAY = (Interval(timedelta(0), MIDNIGHT),)


def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of that name; CalendarError with an example when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarError(f'"{name}" is not a time zone: write an IANA name, such as Europe/Berlin.') from error


@dataclass(frozen=True)
class Calendar:
    """Opening hours by weekday in one time zone. `is_24x7` replaces `hours`; holidays are closed in either case."""

    timezone: str
    hours: Mapping[Weekday, tuple[Interval, ...]]
    holidays: frozenset[date] = frozenset()
    is_24x7: bool = False

    def __post_init__(self) -> None:
        _ = self.zone
        for weekday, intervals in self.hours.items():
            _require_order(weekday, intervals)

    @cached_property
    def zone(self) -> ZoneInfo:
        return zone_named(self.timezone)

    @cached_property
    def is_always_open(self) -> bool:
        return self.is_24x7 and not self.holidays

    @cached_property
    def timetable(self) -> Timetable:
        days = tuple(self.intervals(weekday) for weekday in Weekday)
        in_ticks = tuple(tuple((opens // TICK, closes // TICK) for opens, closes in day) for day in days)
        holidays = frozenset((day - EPOCH.date()).days for day in self.holidays)
        return Timetable(self.zone, in_ticks, holidays)

    def intervals(self, weekday: Weekday) -> tuple[Interval, ...]:
        return ALL_DAY if self.is_24x7 else tuple(self.hours.get(weekday, ()))


def _clock(after_midnight: timedelta) -> str:
    minutes, seconds = divmod(after_midnight // timedelta(seconds=1), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _require_order(weekday: Weekday, intervals: tuple[Interval, ...]) -> None:
    for interval in intervals:
        if not timedelta(0) <= interval.opens < interval.closes <= MIDNIGHT:
            raise CalendarError(
                f"{weekday}: {interval} must end after it begins, on the same day."
                " For a night, write one interval up to 24:00 and one from 00:00 on the next day."
            )
    for earlier, later in pairwise(intervals):
        if later.opens < earlier.closes:
            raise CalendarError(f"{weekday}: {earlier} and {later} overlap or are out of order: join or sort them.")


AROUND_THE_CLOCK = Calendar(timezone="UTC", hours={}, is_24x7=True)
