"""Reading conditions: what is good comes back as it was, what is bad is named with its place."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from caseway.kernel.conditions.rules import (
    ALWAYS,
    AllOf,
    AnyOf,
    ConditionError,
    FieldType,
    Not,
    Operator,
    Test,
    fields_in,
    operators_of,
    parse,
    to_json,
)
from caseway.kernel.conditions.rules.operators import WITH_LIST, WITH_SPAN, WITHOUT_VALUE

from .rows import FIELDS, trees

GOLD = {"field": "tier", "op": "is", "value": "gold"}


def error_of(data: object) -> str:
    with pytest.raises(ConditionError) as caught:
        parse(data, FIELDS)
    return str(caught.value)


@pytest.mark.parametrize("data", [None, {}, {"all": []}])
def test_nothing_asked_always_holds(data):
    assert parse(data, FIELDS) == ALWAYS
    assert to_json(ALWAYS) == {}


def test_a_tree_has_typed_values():
    tree = parse(
        {
            "all": [
                GOLD,
                {"any": [{"field": "count", "op": "is_one_of", "value": [1, "2.50"]}]},
                {"not": {"field": "at", "op": "within_last", "value": "2 days"}},
                {"field": "at", "op": "before", "value": "2026-01-31T10:00:00+01:00"},
            ]
        },
        FIELDS,
    )
    assert tree == AllOf(
        (
            Test("tier", Operator.IS, "gold", FieldType.CHOICE),
            AnyOf((Test("count", Operator.IS_ONE_OF, (Decimal(1), Decimal("2.5")), FieldType.NUMBER),)),
            Not(Test("at", Operator.WITHIN_LAST, timedelta(days=2), FieldType.DATE_TIME)),
            Test("at", Operator.BEFORE, datetime(2026, 1, 31, 9, tzinfo=UTC), FieldType.DATE_TIME),
        )
    )
    assert fields_in(tree) == {"tier", "count", "at"}


@given(trees)
def test_what_was_written_is_read_back_the_same(tree):
    written = to_json(tree)
    assume("'any': []" not in str(written))
    assert parse(json.loads(json.dumps(written)), FIELDS) == tree


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], 'Write an object: {"all": […]}, or a field, an op and a value.'),
        ({"all": [GOLD], "any": [GOLD]}, 'Write exactly one of "all", "any" and "not" here.'),
        ({"some": [GOLD]}, 'Start a group with "all", "any" or "not".'),
        ({"all": GOLD}, "all: Write a list of conditions."),
        ({"any": []}, "any: Add at least one condition, or remove the group."),
        ({"all": [GOLD, 5]}, 'all[1]: Write an object: {"all": […]}, or a field, an op and a value.'),
        ({**GOLD, "note": "x"}, 'Write only "field", "op" and "value" in a condition.'),
        (
            {"all": [{"not": {**GOLD, "value": "golden"}}]},
            "all[0].not.value: There is no such choice. Choose one of: standard, silver, gold.",
        ),
        (
            {**GOLD, "op": "contains"},
            "op: Tier cannot be compared like that. Choose one of: is, is_not, is_one_of, is_empty, is_not_empty.",
        ),
        (
            {**GOLD, "op": ["is"]},
            "op: Tier cannot be compared like that. Choose one of: is, is_not, is_one_of, is_empty, is_not_empty.",
        ),
        ({**GOLD, "op": "is_empty"}, "value: Leave the value out: this operator needs none."),
        ({**GOLD, "op": "is_one_of"}, "value: Write a list with at least one value."),
        ({**GOLD, "op": "is_one_of", "value": []}, "value: Write a list with at least one value."),
        (
            {**GOLD, "op": "is_one_of", "value": ["gold", 1]},
            "value[1]: Write some text, or ask whether the field is empty.",
        ),
        ({**GOLD, "op": "is_one_of", "value": ["gold"] * 101}, "value: Use at most 100 values."),
        ({"field": "title", "op": "is", "value": ""}, "value: Write some text, or ask whether the field is empty."),
        ({"field": "title", "op": "is", "value": "x" * 501}, "value: Write at most 500 characters."),
        ({"field": "title", "op": "is", "value": "a\0"}, "value: Remove the characters that are no text."),
        ({"field": "title", "op": "is", "value": "\ud800"}, "value: Remove the characters that are no text."),
        ({"field": "count", "op": "is", "value": "five"}, "value: Write a number, such as 5 or 2.5."),
        ({"field": "count", "op": "is", "value": True}, "value: Write a number, such as 5 or 2.5."),
        ({"field": "count", "op": "is", "value": float("nan")}, "value: Write a number, such as 5 or 2.5."),
        ({"field": "count", "op": "is", "value": "1e999999999"}, "value: Write a number of at most 15 digits."),
        ({"field": "count", "op": "is", "value": 10**20 + 1}, "value: Write a number of at most 15 digits."),
        ({"field": "flag", "op": "is", "value": "true"}, "value: Write true or false."),
        ({"field": "owner", "op": "is", "value": "-1"}, "value: Write the id of a record, such as 12."),
        ({"field": "owner", "op": "is", "value": 2**63}, "value: Write the id of a record, such as 12."),
        ({"field": "owner", "op": "is", "value": 10**9000}, "value: Write the id of a record, such as 12."),
        ({"field": "count", "op": "is", "value": 10**9000}, "value: Write a number, such as 5 or 2.5."),
        ({"field": "count", "op": "is", "value": "1e-17"}, "value: Write a number of at most 15 digits."),
        (
            {"field": "at", "op": "after", "value": "2026-01-31T09:00:00"},
            "value: Write a time with its zone, such as 2026-01-31T09:00:00Z.",
        ),
        (
            {"field": "at", "op": "after", "value": "0001-01-01T00:00:00+14:00"},
            "value: Write a time with its zone, such as 2026-01-31T09:00:00Z.",
        ),
        (
            {"field": "at", "op": "within_next", "value": "9999999 weeks"},
            "value: Write how long, such as 30 minutes, 2 hours or 7 days.",
        ),
        ({"field": "lasts", "op": "is", "value": 60}, "value: Write how long, such as 30 minutes, 2 hours or 7 days."),
    ],
)
def test_a_bad_condition_is_named_with_its_place_and_what_to_do(data, message):
    assert error_of(data) == message


def test_an_unknown_field_lists_those_there_are():
    assert error_of({"all": [{"field": "teir", "op": "is", "value": "gold"}]}).startswith(
        "all[0].field: There is no such field. Choose one of: amount, at, count, "
    )


def test_deep_and_large_trees_are_refused_early():
    deep: object = GOLD
    for _ in range(5000):
        deep = {"not": deep}
    assert error_of(deep).endswith("Nest at most 8 levels.")
    assert error_of({"all": [GOLD] * 100_000}).endswith("Use at most 200 conditions and groups.")


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([*FIELDS, "is", "gold"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(json_like)
def test_whatever_comes_in_is_a_tree_or_a_condition_error(data):
    try:
        tree = parse(data, FIELDS)
    except ConditionError:
        return
    assert parse(to_json(tree), FIELDS) == tree


@given(st.sampled_from(list(FIELDS.values())), st.sampled_from(Operator), json_like)
def test_whatever_is_compared_is_a_test_or_a_condition_error(field, op, value):
    try:
        tree = parse({"field": field.name, "op": op, "value": value}, FIELDS)
    except ConditionError:
        return
    assert op in operators_of(field.type)
    assert parse(to_json(tree), FIELDS) == tree


def test_every_type_of_field_has_operators_with_words_and_a_kind_of_value():
    for type_ in FieldType:
        assert operators_of(type_)
    assert not WITHOUT_VALUE & WITH_LIST
    assert not WITHOUT_VALUE & WITH_SPAN
