from caseway.kernel.conditions.registry import Field, FieldType
from caseway.kernel.conditions.rules import parse
from caseway.kernel.conditions.rules.describing import describe

FIELDS = {
    "tier": Field("tier", "Customer tier", FieldType.CHOICE, choices=(("gold", "Gold"), ("silver", "Silver"))),
    "title": Field("title", "Title", FieldType.TEXT),
}
GOLD = {"field": "tier", "op": "is", "value": "gold"}
OVEN = {"field": "title", "op": "contains", "value": "oven"}


def said(condition: object) -> str:
    return describe(parse(condition, FIELDS), FIELDS)


def test_a_condition_reads_as_a_sentence():
    assert said({}) == "Always"
    assert said(GOLD) == "Customer tier is Gold"
    assert said({"all": [GOLD, OVEN]}) == "Customer tier is Gold and Title contains oven"
    assert said({"all": [GOLD, {"any": [OVEN, {"field": "title", "op": "is_empty"}]}]}) == (
        "Customer tier is Gold and (Title contains oven or Title is empty)"
    )
    assert said({"not": {"any": [GOLD, OVEN]}}) == "not (Customer tier is Gold or Title contains oven)"
