"""The tree as a predicate over one record's values."""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from caseway.kernel.conditions.rules.fields import FieldType
from caseway.kernel.conditions.rules.operators import OPPOSITES, Operator
from caseway.kernel.conditions.rules.tree import AllOf, AnyOf, Not, Test, Tree
from caseway.kernel.conditions.rules.values import Operand, Value, fold, read

ORDER: dict[Operator, Callable[..., bool]] = {
    Operator.MORE_THAN: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.LESS_THAN: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.BEFORE: operator.lt,
    Operator.AFTER: operator.gt,
}


def matches(tree: Tree, values: Mapping[str, Value], *, now: datetime) -> bool:
    """Whether a record with these values fulfils the condition; `sql.to_q` answers the same for its row."""
    match tree:
        case AllOf(items):
            return all(matches(item, values, now=now) for item in items)
        case AnyOf(items):
            return any(matches(item, values, now=now) for item in items)
        case Not(item):
            return not matches(item, values, now=now)
        case Test():
            return holds(tree, values, now=now)


def holds(test: Test, values: Mapping[str, Value], *, now: datetime) -> bool:
    """Whether one test is true of the values."""
    actual = read(values.get(test.field), test.type)
    if test.op in OPPOSITES:
        return not _holds(OPPOSITES[test.op], test, actual, now)
    return _holds(test.op, test, actual, now)


def _holds(op: Operator, test: Test, actual: Operand, now: datetime) -> bool:
    if op is Operator.IS_EMPTY:
        return actual is None or actual in ("", ())
    if actual is None:
        return False
    if op in ORDER:
        return ORDER[op](actual, test.value)
    if isinstance(actual, datetime):
        return _within(op, test, actual, now)
    if test.type is FieldType.TEXT:
        return _text_holds(op, fold(str(actual)), test.value)
    return _value_holds(op, actual, test.value)


def _within(op: Operator, test: Test, actual: datetime, now: datetime) -> bool:
    start, end = window(op, test, now)
    return start <= actual <= end


def window(op: Operator, test: Test, now: datetime) -> tuple[datetime, datetime]:
    """The first and last moment that a test relative to `now` accepts."""
    span = test.value
    if not isinstance(span, timedelta):
        raise TypeError(f"{op} needs a timedelta, not {span!r}.")
    return (now - span, now) if op is Operator.WITHIN_LAST else (now, now + span)


def _text_holds(op: Operator, actual: str, wanted: Operand) -> bool:
    if isinstance(wanted, tuple):
        return actual in {fold(str(one)) for one in wanted}
    text = fold(str(wanted))
    if op is Operator.CONTAINS:
        return text in actual
    return actual.startswith(text) if op is Operator.STARTS_WITH else actual == text


def _value_holds(op: Operator, actual: Operand, wanted: Operand) -> bool:
    if op is Operator.INCLUDES:
        return isinstance(actual, tuple) and wanted in actual
    return actual in wanted if isinstance(wanted, tuple) else actual == wanted
