"""How business time reads: ten hours of a 9-17 day are "1 day 2 hours"."""

from collections import Counter
from datetime import timedelta

from caseway.operations.rules.opening_hours import Calendar, Weekday

FULL_DAY = timedelta(days=1)


def working_day(calendar: Calendar) -> timedelta:
    """How long the calendar's usual open day is: the commonest length, the longer of two equally common ones."""
    lengths = [sum((closes - opens for opens, closes in calendar.intervals(day)), timedelta(0)) for day in Weekday]
    common = Counter(length for length in lengths if length)
    return max(common, key=lambda length: (common[length], length), default=FULL_DAY)


def humanise(amount: timedelta, day: timedelta = FULL_DAY, *, adjective: str = "") -> str:
    """English text to the second, in days of length `day`; the adjective goes before the first unit.

    "1 day 2 hours", "15 business minutes", "−3 minutes 20 seconds", "0 minutes".
    """
    sign = "−" if amount < timedelta(0) else ""
    rest = abs(amount)
    words: list[str] = []
    for unit, length in (("day", day), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count, rest = divmod(rest, length)
        words += [_counted(count, unit)] if count else []
    seconds = rest // timedelta(seconds=1)
    words += [_counted(seconds, "second")] if seconds else []
    first, *others = words or ["0 minutes"]
    number, unit = first.split(" ")
    return " ".join([sign + number, *([adjective] if adjective else []), unit, *others])


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
