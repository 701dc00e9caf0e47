"""The predicate's promises, each by example; its agreement with SQL is in test_compile."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from caseway.kernel.conditions.rules import matches, parse

from .rows import FIELDS, NOW


def holds(field: str, op: str, asked: object, actual: object) -> bool:
    test = {"field": field, "op": op} | ({} if asked is None else {"value": asked})
    return matches(parse(test, FIELDS), {field: actual}, now=NOW)


@pytest.mark.parametrize(
    ("field", "op", "asked", "actual", "expected"),
    [
        ("title", "is", "GRÖẞE", "größe", True),
        ("title", "is", "strasse", "Straße", True),
        ("title", "contains", "ÉT", "été", True),
        ("title", "starts_with", "re:", "RE: help", True),
        ("title", "starts_with", "help", "RE: help", False),
        ("title", "does_not_contain", "x", None, True),
        ("title", "is_one_of", ["a", "B"], "b", True),
        ("title", "is_empty", None, "", True),
        ("title", "is_empty", None, " ", False),
        ("tier", "is", "gold", "Gold", False),
        ("tier", "is_not", "gold", None, True),
        ("tier", "is_one_of", ["gold", "silver"], "silver", True),
        ("tier", "is_not_empty", None, "", False),
        ("count", "more_than", 5, 5, False),
        ("count", "at_least", 5, 5, True),
        ("count", "less_than", 5, None, False),
        ("count", "at_most", "4.5", "4.50", True),
        ("count", "is", 3, True, False),
        ("ratio", "is", 0.1, 0.1, True),
        ("flag", "is", True, True, True),
        ("flag", "is_not", True, None, True),
        ("at", "within_last", "1 hour", NOW - timedelta(hours=1), True),
        ("at", "within_last", "1 hour", NOW - timedelta(hours=1, microseconds=1), False),
        ("at", "within_last", "1 hour", NOW + timedelta(seconds=1), False),
        ("at", "within_next", "30 minutes", NOW + timedelta(minutes=30), True),
        ("at", "before", "2026-03-29T00:00:00Z", "2026-03-29T00:30:00+01:00", True),
        ("at", "after", "2026-03-29T00:00:00Z", datetime.fromisoformat("2026-03-29T00:30"), False),
        ("at", "is_empty", None, datetime.fromisoformat("2026-03-29T00:30"), True),
        ("at", "after", "2026-03-29T00:00:00Z", datetime(2026, 3, 29, 2, 1, tzinfo=timezone(timedelta(hours=2))), True),
        ("lasts", "more_than", "1 day", timedelta(hours=25), True),
        ("lasts", "is", "90 minutes", "90 minutes", True),
        ("owner", "is", 12, "12", True),
        ("owner", "is_one_of", [1, "2"], 2, True),
        ("tags", "includes", "vip", ["late", "vip"], True),
        ("tags", "includes", "vip", "vip", False),
        ("tags", "does_not_include", "vip", None, True),
        ("tags", "is_empty", None, [], True),
    ],
)
def test_an_operator_means_what_it_says(field, op, asked, actual, expected):
    assert holds(field, op, asked, actual) is expected


def test_a_missing_value_is_an_absent_one():
    tree = parse({"not": {"field": "count", "op": "is_not_empty"}}, FIELDS)
    assert matches(tree, {}, now=datetime(2026, 1, 1, tzinfo=UTC))


def test_groups_nest():
    tree = parse(
        {
            "any": [
                {
                    "all": [
                        {"field": "tier", "op": "is", "value": "gold"},
                        {"field": "count", "op": "more_than", "value": 2},
                    ]
                },
                {"not": {"field": "flag", "op": "is", "value": True}},
            ]
        },
        FIELDS,
    )
    assert matches(tree, {"tier": "gold", "count": 3, "flag": True}, now=NOW)
    assert matches(tree, {"tier": "silver", "count": 3, "flag": False}, now=NOW)
    assert not matches(tree, {"tier": "silver", "count": 3, "flag": True}, now=NOW)
