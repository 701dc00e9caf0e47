"""Business calendars as the arithmetic wants them."""

from caseway.operations.models import BusinessCalendar
from caseway.operations.rules.calendar import Calendar
from caseway.operations.rules.calendar_json import parse_calendar


def calendar_of(row: BusinessCalendar) -> Calendar:
    """The row as a `rules` calendar. Prefetch `holidays` when reading many."""
    return parse_calendar(
        {
            "timezone": row.timezone,
            "is_24x7": row.is_24x7,
            "hours": row.hours,
            "holidays": [holiday.on.isoformat() for holiday in row.holidays.all()],
        }
    )
