"""The tree of a condition, and its JSON form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from caseway.kernel.conditions.rules.fields import FieldType
from caseway.kernel.conditions.rules.operators import Operator
from caseway.kernel.conditions.rules.values import Json, Operand, span_text


@dataclass(frozen=True)
class Test:
    """One question about one field. `value` has the type that the field's type and the operator ask for."""

    __test__ = False

    field: str
    op: Operator
    value: Operand
    type: FieldType


@dataclass(frozen=True)
class AllOf:
    items: tuple["Tree", ...]


@dataclass(frozen=True)
class AnyOf:
    items: tuple["Tree", ...]


@dataclass(frozen=True)
class Not:
    item: "Tree"


Tree: TypeAlias = AllOf | AnyOf | Not | Test

ALWAYS = AllOf(())


def fields_in(tree: Tree) -> frozenset[str]:
    """The names of all fields the tree asks about."""
    return frozenset(test.field for test in tests_in(tree))


def tests_in(tree: Tree) -> Iterator[Test]:
    if isinstance(tree, Test):
        yield tree
    else:
        for item in (tree.item,) if isinstance(tree, Not) else tree.items:
            yield from tests_in(item)


def to_json(tree: Tree) -> Json:
    """The form that is stored and sent; `parse` reads it back. Always is `{}`."""
    if isinstance(tree, Test):
        return _test_to_json(tree)
    if isinstance(tree, Not):
        return {"not": to_json(tree.item)}
    if tree == ALWAYS:
        return {}
    return {"all" if isinstance(tree, AllOf) else "any": [to_json(item) for item in tree.items]}


def _test_to_json(test: Test) -> Json:
    written: dict[str, Json] = {"field": test.field, "op": test.op.value}
    if test.value is not None:
        written["value"] = _operand_to_json(test.value)
    return written


def _operand_to_json(value: Operand) -> Json:
    if isinstance(value, tuple):
        return [_operand_to_json(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value
