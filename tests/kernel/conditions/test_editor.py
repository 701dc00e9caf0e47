"""What the editor of conditions offers."""

import json

import pytest
from django.template import engines

from caseway.kernel.conditions.editor import editor_of, value_kind
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rows import Row, Rows, rows_of
from caseway.kernel.conditions.rules import parse

TREE = {
    "any": [
        {"field": "tier", "op": "is_one_of", "value": ["gold", "silver"]},
        {"all": [{"field": "title", "op": "contains", "value": "<b>"}, {"field": "product", "op": "is_empty"}]},
    ]
}


@pytest.mark.parametrize(
    ("op", "has_options", "type_", "kind"),
    [
        ("is", False, "text", "text"),
        ("is", True, "text", "choice"),
        ("is_one_of", True, "text", "choices"),
        ("is_empty", True, "text", "none"),
        ("within_last", False, "datetime-local", "span"),
        ("before", False, "datetime-local", "datetime-local"),
    ],
)
def test_the_value_follows_the_comparison(op: str, has_options: bool, type_: str, kind: str) -> None:
    assert value_kind(op, has_options=has_options, type_=type_) == kind


def test_the_catalogue_tells_the_browser_what_each_field_offers() -> None:
    catalogue = json.loads(editor_of("when", "case", None).catalogue)
    assert catalogue["tier"]["options"] == [["standard", "Standard"], ["silver", "Silver"], ["gold", "Gold"]]
    assert ["is_one_of", "is one of"] in catalogue["tier"]["operators"]
    assert "is_one_of" not in [value for value, _label in catalogue["title"]["operators"]]


def test_choices_of_the_database_are_handed_in() -> None:
    editor = editor_of("when", "case", None, choices={"product": [("BR-3", "Brewer 3")]})
    assert editor.offers["product"].options == [("BR-3", "Brewer 3")]
    assert editor.kind_of(Row("product", "is", ("BR-3",))) == "choice"
    assert editor.kind_of(Row("gone", "is", ("x",))) == "text"


def test_rows_and_groups_are_drawn_with_the_names_that_are_read_back() -> None:
    rows = rows_of(parse(TREE, fields_of("case")))
    source = '{% from "kernel/_conditions.html" import condition_editor %}{{ condition_editor(editor, "When") }}'
    page = engines["jinja2"].from_string(source).render({"editor": editor_of("when", "case", rows)})
    for name in (
        "when-join",
        "when-0-field",
        "when-0-op",
        "when-0-value",
        "when-1-join",
        "when-1-0-value",
        "when-2-field",
    ):
        assert f'name="{name}"' in page
    assert 'value="&lt;b&gt;"' in page
    assert '<option value="gold" selected>Gold</option>' in page


def test_an_empty_condition_offers_one_blank_row() -> None:
    assert editor_of("when", "case", None).rows == Rows("all", ())
