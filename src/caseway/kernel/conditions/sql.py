"""The tree as a Django `Q`, for a million rows: the same answer for a row as `rules.matches` gives for its values.

Each test is written so that SQL answers true or false and never NULL; so NOT, AND and OR mean the same on both sides.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Func, Lookup, Model, Q, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual

from caseway.kernel.conditions.rules import AllOf, AnyOf, Field, FieldType, Not, Operator, Test, Tree
from caseway.kernel.conditions.rules.matching import window
from caseway.kernel.conditions.rules.operators import OPPOSITES

ORDER: "dict[Operator, type[Lookup[bool]]]" = {
    Operator.MORE_THAN: GreaterThan,
    Operator.AT_LEAST: GreaterThanOrEqual,
    Operator.LESS_THAN: LessThan,
    Operator.AT_MOST: LessThanOrEqual,
    Operator.BEFORE: LessThan,
    Operator.AFTER: GreaterThan,
}


class Fold(Func):
    """Text as it is compared: full Unicode case folding, as Python's `str.casefold` (PostgreSQL 18)."""

    function = "CASEFOLD"
    template = '%(function)s((%(expressions)s) COLLATE "pg_unicode_fast")'
    arity = 1
    output_field = TextField()


def to_q(tree: Tree, fields: Mapping[str, Field], *, now: datetime) -> Q:
    """Compile the condition; every field's path must follow to-one relations only (see `wrong_paths`)."""
    match tree:
        case AllOf(items):
            return _join(items, Q.AND, fields, now)
        case AnyOf(items):
            return _join(items, Q.OR, fields, now)
        case Not(item):
            return ~to_q(item, fields, now=now)
        case Test():
            return _test(tree, fields[tree.field].column, now)


def wrong_paths(model: type[Model], fields: Mapping[str, Field]) -> list[str]:
    """Fields whose path the model does not have, or that crosses a to-many relation. For the tests of each area."""
    return [field.name for field in fields.values() if not _is_to_one(model, field.column)]


def _is_to_one(model: type[Model], path: str) -> bool:
    *relations, column = path.split("__")
    try:
        for name in relations:
            relation = model._meta.get_field(name)
            if not (relation.many_to_one or relation.one_to_one) or not isinstance(relation.related_model, type):
                return False
            model = relation.related_model
        return bool(model._meta.get_field(column).concrete) and not model._meta.get_field(column).many_to_many
    except FieldDoesNotExist:
        return False


def _join(items: tuple[Tree, ...], connector: str, fields: Mapping[str, Field], now: datetime) -> Q:
    if not items:
        return _constant(connector == Q.AND)
    return Q(*(to_q(item, fields, now=now) for item in items), _connector=connector)


def _constant(value: bool) -> Q:
    return Q(Value(value, output_field=BooleanField()))


def _test(test: Test, path: str, now: datetime) -> Q:
    if test.op in OPPOSITES:
        return ~_positive(OPPOSITES[test.op], test, path, now)
    return _positive(test.op, test, path, now)


def _positive(op: Operator, test: Test, path: str, now: datetime) -> Q:
    if op is Operator.IS_EMPTY:
        return _empty(path, test.type)
    return Q(**{f"{path}__isnull": False}) & _compare(op, test, path, now)


def _empty(path: str, type_: FieldType) -> Q:
    absent = Q(**{f"{path}__isnull": True})
    if type_ in (FieldType.TEXT, FieldType.CHOICE):
        return absent | Q(**{path: ""})
    return absent | Q(**{path: []}) if type_ is FieldType.MANY else absent


def _compare(op: Operator, test: Test, path: str, now: datetime) -> Q:
    if op in (Operator.WITHIN_LAST, Operator.WITHIN_NEXT):
        start, end = window(op, test, now)
        return Q(**{f"{path}__gte": start, f"{path}__lte": end})
    if op is Operator.INCLUDES:
        return Q(**{f"{path}__contains": [test.value]})
    if test.type is FieldType.TEXT:
        return _compare_text(op, test, path)
    if op in ORDER:
        return Q(ORDER[op](F(path), _number(test.value)))
    return _compare_equal(test, path)


def _compare_equal(test: Test, path: str) -> Q:
    if test.type is FieldType.NUMBER:
        wanted = test.value if isinstance(test.value, tuple) else (test.value,)
        return Q(In(F(path), [_number(one) for one in wanted]))
    return Q(**{f"{path}__in": test.value}) if isinstance(test.value, tuple) else Q(**{path: test.value})


def _number(value: object) -> Value:
    """A literal of its own type: a whole number stays whole, so that an index on a whole-number column serves it."""
    return Value(int(value)) if isinstance(value, Decimal) and value == value.to_integral_value() else Value(value)


def _compare_text(op: Operator, test: Test, path: str) -> Q:
    if isinstance(test.value, tuple):
        return Q(In(Fold(F(path)), [Fold(Value(one)) for one in test.value]))
    return Q(TEXT[op](Fold(F(path)), Fold(Value(test.value))))


def _contains(text: Fold, part: Fold) -> "Lookup[bool]":
    return GreaterThan(StrIndex(text, part), Value(0))


def _starts_with(text: Fold, part: Fold) -> "Lookup[bool]":
    return Exact(StrIndex(text, part), Value(1))


TEXT: "dict[Operator, Callable[[Fold, Fold], Lookup[bool]]]" = {
    Operator.IS: Exact,
    Operator.CONTAINS: _contains,
    Operator.STARTS_WITH: _starts_with,
}
