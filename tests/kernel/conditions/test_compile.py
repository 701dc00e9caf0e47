"""The SQL compiler and the predicate give the same answer, whatever the tree and whatever the row."""

import unicodedata

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseway.kernel.conditions.rules import ALWAYS, AnyOf, Field, FieldType, Not, Tree, matches, parse
from caseway.kernel.conditions.rules.values import fold
from caseway.kernel.conditions.sql import to_q, wrong_paths

from .rows import FIELDS, NOW, Owner, Row, rows, tables, trees, values_of

pytestmark = pytest.mark.django_db
in_one_transaction = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def _tables(db):
    with tables():
        yield


def found(tree: Tree) -> set[int]:
    return set(Row.objects.filter(to_q(tree, FIELDS, now=NOW)).values_list("pk", flat=True))


def matched(tree: Tree) -> set[int]:
    stored = Row.objects.select_related("owner")
    return {row.pk for row in stored if matches(tree, values_of(row), now=NOW)}


def save(drawn: list[Row]) -> None:
    for row in drawn:
        if row.owner is not None:
            row.owner.pk = None
            row.owner.save()
            row.owner = row.owner
        row.pk = None
        row.save(force_insert=True)


@in_one_transaction
@given(tree=trees, drawn=st.lists(rows, min_size=1, max_size=6))
def test_the_query_finds_exactly_the_rows_that_the_predicate_matches(tree, drawn):
    with transaction.atomic():
        save(drawn)
        assert found(tree) == matched(tree)
        assert found(Not(tree)) == matched(Not(tree))
        transaction.set_rollback(True)


def test_text_is_folded_the_same_by_postgresql_and_python_in_every_character_python_knows():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i, casefold(chr(i) COLLATE pg_unicode_fast) FROM generate_series(1, 1114111) i"
            " WHERE i NOT BETWEEN 55296 AND 57343"
        )
        folded = cursor.fetchall()
    assert len(folded) == 1112063
    known = [(chr(i), other) for i, other in folded if unicodedata.category(chr(i)) != "Cn"]
    assert [(char, other) for char, other in known if fold(char) != other] == []


def test_always_finds_every_row_and_an_empty_choice_none():
    save([Row(), Row(title="x")])
    assert len(found(ALWAYS)) == 2
    assert found(Not(ALWAYS)) == set()
    assert found(AnyOf(())) == set()
    assert len(found(AnyOf((ALWAYS, AnyOf(()))))) == 2


def test_a_negative_operator_finds_rows_without_a_value():
    save([Row(tier="gold"), Row(tier=None), Row(tier="")])
    tree = parse({"field": "tier", "op": "is_not", "value": "gold"}, FIELDS)
    assert sorted(str(row.tier) for row in Row.objects.filter(to_q(tree, FIELDS, now=NOW))) == ["", "None"]


def test_a_condition_on_an_absent_relation_keeps_the_row_in_an_any_group():
    save([Row(title="alone"), Row(owner=Owner(name="Ada", tier="gold"))])
    tree = parse(
        {
            "any": [
                {"field": "title", "op": "is", "value": "ALONE"},
                {"field": "owner_tier", "op": "is", "value": "gold"},
            ]
        },
        FIELDS,
    )
    assert Row.objects.filter(to_q(tree, FIELDS, now=NOW)).count() == 2


def test_text_with_wildcards_and_quotes_is_only_text():
    save([Row(title="100%_sure'"), Row(title="100 pct sure")])
    tree = parse({"field": "title", "op": "contains", "value": "%_SURE'"}, FIELDS)
    assert [row.title for row in Row.objects.filter(to_q(tree, FIELDS, now=NOW))] == ["100%_sure'"]


def test_a_condition_costs_one_query(django_assert_num_queries):
    tree = parse({"all": [{"field": "owner_tier", "op": "is", "value": "gold"}]}, FIELDS)
    with django_assert_num_queries(1):
        list(Row.objects.filter(to_q(tree, FIELDS, now=timezone.now())))


def test_paths_that_do_not_exist_or_lead_to_many_rows_are_named():
    fields = {
        name: Field(name, name, FieldType.TEXT, path=path)
        for name, path in {"good": "owner__name", "typo": "owner__nme", "many": "row__title", "id": "owner_id"}.items()
    }
    assert wrong_paths(Row, fields) == ["typo", "many"]
    assert wrong_paths(Owner, fields) == ["good", "typo", "many", "id"]
