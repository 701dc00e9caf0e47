"""One sentence that says why."""

from datetime import timedelta

import pytest
from hypothesis import given

from caseway.kernel.conditions.rules import Operator, explain, matches, parse
from caseway.kernel.conditions.rules.explaining import WORDS

from .rows import FIELDS, NOW, rows, trees, values_of

GOLD = {"field": "tier", "op": "is", "value": "gold"}
LATE = {"field": "at", "op": "before", "value": "2026-03-01T08:00:00Z"}


@pytest.mark.parametrize(
    ("data", "values", "sentence"),
    [
        ({}, {}, "matched because it has no conditions"),
        (GOLD, {"tier": "gold"}, "matched because Tier is Gold"),
        (GOLD, {"tier": "silver"}, "did not match because Tier is Silver (asked: is Gold)"),
        (GOLD, {}, "did not match because Tier is empty (asked: is Gold)"),
        (
            {"all": [GOLD, {"field": "flag", "op": "is", "value": True}]},
            {"tier": "gold", "flag": True},
            "matched because Tier is Gold and Flag is yes",
        ),
        (
            {"all": [GOLD, {"field": "flag", "op": "is", "value": True}]},
            {"tier": "gold", "flag": False},
            "did not match because Flag is no (asked: is yes)",
        ),
        ({"any": [GOLD, LATE]}, {"tier": "gold"}, "matched because Tier is Gold"),
        (
            {"any": [GOLD, LATE]},
            {"at": NOW},
            (
                "did not match because Tier is empty (asked: is Gold)"
                " and Opened is 2026-03-29 00:30 UTC (asked: is before 2026-03-01 08:00 UTC)"
            ),
        ),
        ({"not": GOLD}, {"tier": "gold"}, "did not match because Tier is Gold"),
        ({"not": GOLD}, {"tier": "silver"}, "matched because Tier is Silver (asked: is Gold)"),
        (
            {"field": "tier", "op": "is_one_of", "value": ["gold", "silver"]},
            {"tier": "silver"},
            "matched because Tier is one of Gold, Silver",
        ),
        (
            {"field": "lasts", "op": "more_than", "value": "2 hours"},
            {"lasts": timedelta(minutes=60)},
            "did not match because Duration is 1 hour (asked: is more than 2 hours)",
        ),
        (
            {"field": "amount", "op": "at_least", "value": 1000},
            {"amount": 1200},
            "matched because Amount is at least 1000",
        ),
        ({"field": "tier", "op": "is_empty"}, {}, "matched because Tier is empty"),
    ],
)
def test_the_sentence_names_what_decided(data, values, sentence):
    assert str(explain(parse(data, FIELDS), values, FIELDS, now=NOW)) == sentence


@given(trees, rows)
def test_the_explanation_has_the_predicates_outcome_whatever_the_tree(tree, row):
    values = values_of(row)
    explanation = explain(tree, values, FIELDS, now=NOW)
    assert explanation.matched is matches(tree, values, now=NOW)
    assert str(explanation)


def test_the_sentence_is_translated_by_whoever_shows_it():
    german = {"matched because %s": "passt, weil %s", "is": "ist"}
    explanation = explain(parse(GOLD, FIELDS), {"tier": "gold"}, FIELDS, now=NOW, translate=lambda s: german.get(s, s))
    assert str(explanation) == "passt, weil Tier ist Gold"


def test_every_operator_has_words():
    assert set(WORDS) == set(Operator)
