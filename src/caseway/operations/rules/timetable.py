"""When a calendar is open, as periods of absolute time: the wall clock decides, so a repeated hour counts twice."""

from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from caseway.operations.rules.instants import DAY, WEEK, Span, offset_spans

Period = tuple[int, int]  # ticks: from, and up to but not including
Day = tuple[Period, ...]  # ticks after midnight

FIRST_WEEKDAY = 3  # 1970-01-01 was a Thursday


class Timetable:
    """The open periods of one calendar, week of UTC by week of UTC, each built when first asked for."""

    def __init__(self, zone: ZoneInfo, days: tuple[Day, ...], holidays: frozenset[int]) -> None:
        self.zone = zone
        self.days = days
        self.holidays = holidays
        self.usual_total = sum(closes - opens for day in days for opens, closes in day)
        self.weeks_with_holidays = frozenset((day + near) * DAY // WEEK for day in holidays for near in (-1, 0, 1))
        self.periods = lru_cache(maxsize=256)(self._periods)

    def total(self, week: int) -> int:
        """Open ticks in a week; the usual one costs no look at its days."""
        if week not in self.weeks_with_holidays and len(offset_spans(self.zone, week)) == 1:
            return self.usual_total
        return sum(end - begin for begin, end in self.periods(week))

    def _periods(self, week: int) -> tuple[Period, ...]:
        return tuple(period for span in offset_spans(self.zone, week) for period in self._within(span))

    def _within(self, span: Span) -> Iterator[Period]:
        for day in range((span.begin + span.offset) // DAY, (span.end + span.offset - 1) // DAY + 1):
            if day in self.holidays:
                continue
            midnight = day * DAY - span.offset
            for opens, closes in self.days[(day + FIRST_WEEKDAY) % 7]:
                begin, end = max(midnight + opens, span.begin), min(midnight + closes, span.end)
                if begin < end:
                    yield begin, end
