"""The editor's form side: rows in, rows out, JSON for what rows cannot say."""

import json
from html import unescape

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.conditions import registry
from caseway.kernel.conditions.forms import ConditionField, Row, Rows, rows_of, tree_from_rows
from caseway.kernel.conditions.registry import fields_of, register
from caseway.kernel.conditions.rules import (
    ALWAYS,
    AllOf,
    AnyOf,
    ConditionError,
    Field,
    FieldType,
    Test,
    Tree,
    parse,
    to_json,
)

from .rows import FIELDS, some_test

GOLD = {"field": "tier", "op": "is", "value": "gold"}


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setattr(registry, "_FIELDS", {})
    register("row", FIELDS.values())


class Form(forms.Form):
    when = ConditionField("row")


def post(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key.replace("_", "-"), [value] if isinstance(value, str) else value)
    return data


def cleaned(data: QueryDict) -> object:
    form = Form(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data["when"]


def test_rows_make_a_condition_with_one_level_of_groups():
    data = post(
        when_join="any",
        when_0_field="tier",
        when_0_op="is",
        when_0_value="gold",
        when_2_join="all",
        when_2_0_field="flag",
        when_2_0_op="is",
        when_2_0_value="true",
        when_2_1_field="count",
        when_2_1_op="is_one_of",
        when_2_1_value=["1", "2.5"],
        when_10_field="title",
        when_10_op="is_empty",
        when_10_value="left over",
    )
    assert cleaned(data) == {
        "any": [
            GOLD,
            {
                "all": [
                    {"field": "flag", "op": "is", "value": True},
                    {"field": "count", "op": "is_one_of", "value": [1, "2.5"]},
                ]
            },
            {"field": "title", "op": "is_empty"},
        ]
    }


def test_no_rows_and_blank_rows_mean_always():
    assert cleaned(post(when_join="any")) == {}
    assert cleaned(post(when_join="all", when_0_field="", when_0_op="is", when_1_join="any")) == {}
    assert cleaned(QueryDict()) == {}
    assert cleaned(post(when="")) == {}


def test_a_local_time_gets_the_users_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    data = post(when_join="all", when_0_field="at", when_0_op="before", when_0_value="2026-07-01T10:00")
    assert cleaned(data) == {"all": [{"field": "at", "op": "before", "value": "2026-07-01T08:00:00Z"}]}


def test_json_is_taken_as_it_is():
    assert cleaned(post(when=json.dumps({"not": GOLD}))) == {"not": GOLD}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (post(when="{"), "Write valid JSON, or use the editor."),
        (post(when="[" * 50_000), "Write valid JSON, or use the editor."),
        (post(when="x" * 200_000), "Write valid JSON, or use the editor."),
        (
            post(when_join="all", when_0_field="tier", when_0_op="is", when_0_value="<b>"),
            "all[0].value: There is no such choice. Choose one of: standard, silver, gold.",
        ),
        (
            post(when_join="all", when_0_field="at", when_0_op="before", when_0_value="soon"),
            "all[0].value: Write a time with its zone, such as 2026-01-31T09:00:00Z.",
        ),
        (
            post(when_join="all", when_0_field="title", when_0_op="is"),
            "all[0].value: Write some text, or ask whether the field is empty.",
        ),
    ],
)
def test_what_cannot_be_used_is_named(data, message):
    form = Form(data)
    assert not form.is_valid()
    assert form.errors["when"] == [message]


def test_too_many_rows_are_refused():
    data = post(when_join="all", **{f"when_{i}_field": "tier" for i in range(101)})
    with pytest.raises(ConditionError, match="Use at most 100 rows"):
        tree_from_rows(data, "when", FIELDS)


def test_a_tree_becomes_rows_again():
    tree = parse({"any": [GOLD, {"all": [{"field": "flag", "op": "is", "value": False}]}]}, FIELDS)
    assert rows_of(tree) == Rows("any", (Row("tier", "is", ("gold",)), Rows("all", (Row("flag", "is", ("false",)),))))
    assert rows_of(ALWAYS) == Rows("all", ())
    assert rows_of(parse(GOLD, FIELDS)) == Rows("all", (Row("tier", "is", ("gold",)),))


def test_a_tree_that_rows_cannot_say_has_none():
    assert rows_of(parse({"not": GOLD}, FIELDS)) is None
    assert rows_of(parse({"all": [{"any": [{"all": [GOLD]}]}]}, FIELDS)) is None


def posted(rows: Rows, name: str) -> dict[str, list[str]]:
    data = {f"{name}-join": [rows.join]}
    for i, item in enumerate(rows.items):
        if isinstance(item, Rows):
            data |= posted(item, f"{name}-{i}")
        else:
            data |= {
                f"{name}-{i}-field": [item.field],
                f"{name}-{i}-op": [item.op],
                f"{name}-{i}-value": list(item.values),
            }
    return data


def _groups(items: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(items, min_size=1, max_size=3).map(tuple)
    return several.map(AllOf) | several.map(AnyOf)


def _is_trimmed(test: Test) -> bool:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return all(value == value.strip() for value in values if isinstance(value, str))


trimmed = some_test().filter(_is_trimmed)


@given(_groups(trimmed | _groups(trimmed)))
def test_rows_posted_back_say_the_same(tree):
    rows = rows_of(tree)
    assert rows is not None
    data = QueryDict(mutable=True)
    for key, values in posted(rows, "when").items():
        data.setlist(key, values)
    assert tree_from_rows(data, "when", FIELDS) == parse(to_json(tree), FIELDS)


def test_the_widget_shows_stored_json():
    assert '"tier"' in unescape(str(Form(initial={"when": {"all": [GOLD]}})["when"]))


def test_a_name_taken_by_another_field_is_refused():
    with pytest.raises(ValueError, match="row already offers 'tier'"):
        register("row", [Field("tier", "Other", FieldType.TEXT)])
    assert list(fields_of("row")) == list(FIELDS)
    assert fields_of("nobody") == {}
