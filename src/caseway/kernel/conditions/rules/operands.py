"""What a condition compares with: read from JSON, checked against the field's type and choices."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from caseway.kernel.conditions.rules.fields import Field, FieldType
from caseway.kernel.conditions.rules.operators import WITH_LIST, WITH_SPAN, WITHOUT_VALUE, Operator
from caseway.kernel.conditions.rules.problems import ConditionError, gettext_noop
from caseway.kernel.conditions.rules.values import Operand, Single, parse_moment, parse_number, parse_span

LONGEST_TEXT = 500
MOST_VALUES = 100
MOST_DIGITS = 15
LARGEST_REFERENCE = 2**63 - 1


def operand(data: object, op: Operator, field: Field, path: str) -> Operand:
    """The typed value to compare with, or `ConditionError`."""
    if op in WITHOUT_VALUE:
        if data not in (None, ""):
            raise ConditionError(gettext_noop("Leave the value out: this operator needs none."), path)
        return None
    if op in WITH_LIST:
        return _list(data, field, path)
    return _span(data, path) if op in WITH_SPAN else READERS[field.type](data, field, path)


def _list(data: object, field: Field, path: str) -> Operand:
    if not isinstance(data, list) or not data:
        raise ConditionError(gettext_noop("Write a list with at least one value."), path)
    if len(data) > MOST_VALUES:
        raise ConditionError(gettext_noop("Use at most %(most)s values."), path, most=MOST_VALUES)
    return tuple(READERS[field.type](item, field, f"{path}[{i}]") for i, item in enumerate(data))


def _text(data: object, _field: Field, path: str) -> str:
    if not isinstance(data, str) or not data:
        raise ConditionError(gettext_noop("Write some text, or ask whether the field is empty."), path)
    if len(data) > LONGEST_TEXT:
        raise ConditionError(gettext_noop("Write at most %(most)s characters."), path, most=LONGEST_TEXT)
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in data):
        raise ConditionError(gettext_noop("Remove the characters that are no text."), path)
    return data


def _choice(data: object, field: Field, path: str) -> str:
    value = _text(data, field, path)
    if field.fixed_choices and value not in field.fixed_choices:
        known = ", ".join(stored for stored, _ in field.offered)
        raise ConditionError(gettext_noop("There is no such choice. Choose one of: %(known)s."), path, known=known)
    return value


def _number(data: object, _field: Field, path: str) -> Decimal:
    number = parse_number(data) if isinstance(data, str | int | float) and _is_short(data) else None
    if number is None:
        raise ConditionError(gettext_noop("Write a number, such as 5 or 2.5."), path)
    if abs(number.adjusted()) >= MOST_DIGITS or len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise ConditionError(gettext_noop("Write a number of at most %(most)s digits."), path, most=MOST_DIGITS)
    return number.normalize()


def _boolean(data: object, _field: Field, path: str) -> bool:
    if not isinstance(data, bool):
        raise ConditionError(gettext_noop("Write true or false."), path)
    return data


def _reference(data: object, _field: Field, path: str) -> int:
    text = str(data) if isinstance(data, int | str) and not isinstance(data, bool) and _is_short(data) else ""
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_REFERENCE:
        raise ConditionError(gettext_noop("Write the id of a record, such as 12."), path)
    return int(text)


def _is_short(data: str | int | float) -> bool:
    """False for what is too long to be a number here; asked before anything costly is done with it."""
    return len(data) <= 40 if isinstance(data, str) else not abs(data) >= 10**40


def _moment(data: object, _field: Field, path: str) -> datetime:
    moment = parse_moment(data) if isinstance(data, str) and len(data) <= 40 else None
    if moment is None:
        raise ConditionError(gettext_noop("Write a time with its zone, such as 2026-01-31T09:00:00Z."), path)
    return moment


def _span(data: object, path: str) -> timedelta:
    span = parse_span(data) if isinstance(data, str) else None
    if span is None:
        raise ConditionError(gettext_noop("Write how long, such as 30 minutes, 2 hours or 7 days."), path)
    return span


def _duration(data: object, _field: Field, path: str) -> timedelta:
    return _span(data, path)


READERS: Mapping[FieldType, Callable[[object, Field, str], Single]] = {
    FieldType.TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE_TIME: _moment,
    FieldType.DURATION: _duration,
    FieldType.REFERENCE: _reference,
    FieldType.MANY: _choice,
}
