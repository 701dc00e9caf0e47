"""Time zones as calendar files name them: by their usual name, or by rules of their own (VTIMEZONE)."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_KEY = re.compile(r"(?:.*/)?((?:[A-Za-z]{1,20}/)?[A-Za-z]{1,30}(?:/[A-Za-z_-]{1,40})|UTC|GMT)$")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")
_YEARLY = re.compile(r"(?=.*FREQ=YEARLY)(?=.*BYDAY=(-?\d)(MO|TU|WE|TH|FR|SA|SU)(?:;|$))(?=.*BYMONTH=(\d{1,2})(?:;|$))")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def local_time(text: str) -> datetime:
    """`20240105T140000` on a clock of no zone yet: in UTC until it is placed. Raises ValueError."""
    return datetime.strptime(f"{text}+0000", "%Y%m%dT%H%M%S%z")


@dataclass(frozen=True, slots=True)
class Observance:
    """A stretch of the year with one offset: when it first began, the offset, and how it comes again."""

    begin: str
    offset: str
    rule: str


@dataclass(frozen=True, slots=True)
class Zones:
    defined: Mapping[str, Sequence[Observance]]

    def placed(self, when: datetime, name: str) -> datetime:
        """The local time with its offset; a time that floats is taken as UTC."""
        return when.replace(tzinfo=_known(name) or self._offset(when, name) or UTC)

    def _offset(self, when: datetime, name: str) -> tzinfo | None:
        """By the file's own rules: the offset of the observance that began last before `when`."""
        begun = [
            (begin, offset)
            for one in self.defined.get(name, ())[:20]
            if (offset := _offset(one.offset)) is not None
            for begin in _begins(one, when.year)
        ]
        past = [pair for pair in begun if pair[0] <= when] or begun
        return timezone(max(past)[1]) if past else None


def _known(name: str) -> tzinfo | None:
    found = _KEY.match(name[-90:]) if name else None
    if found is None:
        return None
    try:
        return UTC if found[1] in {"UTC", "GMT"} else ZoneInfo(found[1])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.match(text)
    if found is None or int(found[2]) > 23:
        return None
    return timedelta(hours=int(found[2]), minutes=int(found[3])) * (-1 if found[1] == "-" else 1)


def _begins(one: Observance, year: int) -> list[datetime]:
    """When it began in this year and in the last, or the one time that it says."""
    try:
        first = local_time(one.begin[:15])
    except ValueError:
        return []
    rule = _YEARLY.match(one.rule[:300].upper())
    if rule is None or not 1 <= int(rule[3]) <= 12:
        return [first]
    return [
        first.replace(year=one_year, month=int(rule[3]), day=day)
        for one_year in (year - 1, year)
        if one_year and (day := _nth_weekday(one_year, int(rule[3]), int(rule[1]), _DAYS.index(rule[2])))
    ]


def _nth_weekday(year: int, month: int, number: int, weekday: int) -> int:
    """The day of the month that is the n-th such weekday, counted from its end if negative; 0 if there is none."""
    first, length = monthrange(year, month)
    days = range(1 + (weekday - first) % 7, length + 1, 7)
    index = number - 1 if number > 0 else number
    return days[index] if number and -len(days) <= index < len(days) else 0
