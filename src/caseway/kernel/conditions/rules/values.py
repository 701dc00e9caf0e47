"""Values on both sides of an operator: as they come in, as they are compared, as they are written in JSON."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from caseway.kernel.conditions.rules.fields import FieldType

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
Value: TypeAlias = str | int | float | Decimal | bool | datetime | timedelta | Sequence[str] | None
Single: TypeAlias = str | int | Decimal | bool | datetime | timedelta
Operand: TypeAlias = Single | tuple[Single, ...] | None

SPAN = re.compile(r"(\d{1,7}) (minute|hour|day|week)s?")
UNITS = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
LONGEST_SPAN = timedelta(days=36_525)


def fold(text: str) -> str:
    """The form in which text is compared; PostgreSQL's `casefold` under `pg_unicode_fast` gives the same."""
    return text.casefold()


def parse_span(text: str) -> timedelta | None:
    """Read "30 minutes", "2 days"; None when it says something else or more than a hundred years."""
    found = SPAN.fullmatch(text.strip())
    if found is None:
        return None
    span = int(found[1]) * UNITS[found[2]]
    return span if span <= LONGEST_SPAN else None


def span_text(span: timedelta) -> str:
    """Write a span of whole minutes in its largest whole unit: "2 days"."""
    for name, unit in UNITS.items():
        count, rest = divmod(span, unit)
        if not rest and (count or name == "minute"):
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    raise ValueError(f"A span must be whole minutes, not {span}.")


def parse_moment(text: str) -> datetime | None:
    """Read an ISO 8601 time with a zone, as UTC; None when it is something else or has no zone."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def parse_number(value: Value | Json) -> Decimal | None:
    """Read a finite number from a number or its text, exactly as written; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _boolean(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _reference(value: Value) -> int | None:
    number = parse_number(value)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _moment(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else None
    return parse_moment(value) if isinstance(value, str) else None


def _duration(value: Value) -> timedelta | None:
    return value if isinstance(value, timedelta) else parse_span(value) if isinstance(value, str) else None


def _many(value: Value) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else None


_READERS = {
    FieldType.TEXT: _text,
    FieldType.CHOICE: _text,
    FieldType.NUMBER: parse_number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE_TIME: _moment,
    FieldType.DURATION: _duration,
    FieldType.REFERENCE: _reference,
    FieldType.MANY: _many,
}


def read(value: Value, type_: FieldType) -> Operand:
    """A record's value as this type compares it; None when it is absent, or not of this type.

    Values out of a JSON snapshot are read too: times in ISO 8601, numbers as text.
    """
    return _READERS[type_](value)
