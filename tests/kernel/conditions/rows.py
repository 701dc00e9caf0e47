"""A throw-away pair of tables with a column of every type, and random trees over them."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from hypothesis import strategies as st

from caseway.kernel.conditions.rules import (
    AllOf,
    AnyOf,
    Field,
    FieldType,
    Not,
    Operator,
    Test,
    Tree,
    Value,
    operators_of,
)
from caseway.kernel.conditions.rules.operators import WITH_LIST, WITH_SPAN, WITHOUT_VALUE

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
TIERS = ("standard", "silver", "gold")
TAGS = ("vip", "late", "fragile")


def nullable_text() -> models.TextField:
    """Our own tables have no such columns; a left join makes them."""
    return models.TextField(null=True)


class Owner(models.Model):
    name = nullable_text()
    tier = models.TextField(default="")
    score = models.IntegerField(null=True)

    class Meta:
        app_label = "conditions_test"
        managed = False


class Row(models.Model):
    title = nullable_text()
    tier = nullable_text()
    count = models.IntegerField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    ratio = models.FloatField(null=True)
    flag = models.BooleanField(null=True)
    at = models.DateTimeField(null=True)
    lasts = models.DurationField(null=True)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True)
    tags = ArrayField(models.TextField(), null=True)
    labels = models.JSONField(null=True)

    class Meta:
        app_label = "conditions_test"
        managed = False


FIELDS = {
    field.name: field
    for field in (
        Field("title", "Title", FieldType.TEXT),
        Field("tier", "Tier", FieldType.CHOICE, choices=[(tier, tier.title()) for tier in TIERS]),
        Field("count", "Count", FieldType.NUMBER),
        Field("amount", "Amount", FieldType.NUMBER),
        Field("ratio", "Ratio", FieldType.NUMBER),
        Field("flag", "Flag", FieldType.BOOLEAN),
        Field("at", "Opened", FieldType.DATE_TIME),
        Field("lasts", "Duration", FieldType.DURATION),
        Field("owner", "Owner", FieldType.REFERENCE, path="owner_id"),
        Field("tags", "Tags", FieldType.MANY),
        Field("labels", "Labels", FieldType.MANY),
        Field("owner_name", "Owner name", FieldType.TEXT, path="owner__name"),
        Field("owner_tier", "Owner tier", FieldType.CHOICE, path="owner__tier"),
        Field("owner_score", "Owner score", FieldType.NUMBER, path="owner__score"),
    )
}


@contextmanager
def tables() -> Iterator[None]:
    """Create both tables in the test's own transaction; they vanish with it."""
    with connection.schema_editor() as editor:
        editor.create_model(Owner)
        editor.create_model(Row)
    yield


def values_of(row: Row) -> dict[str, Value]:
    """What the record's owner would hand to the predicate."""
    owner = row.owner
    own = {name: getattr(row, FIELDS[name].column) for name in FIELDS if not name.startswith("owner_")}
    if owner is None:
        return own
    return {**own, "owner_name": owner.name, "owner_tier": owner.tier, "owner_score": owner.score}


def _is_text(char: str) -> bool:
    return char != "\0" and unicodedata.category(char) not in ("Cs", "Cn")


tricky = st.sampled_from(list("aAbBßẞſsSKkKİıiIΣςσÅåÅǅǆfiﬁ%_\\'ÉéЖж"))
anything = st.characters().filter(_is_text)
text = st.text(st.one_of(tricky, anything), max_size=4)
numbers = st.decimals(-20, 20, places=1) | st.decimals(-1000, 1000, places=3)
moments = st.timedeltas(timedelta(days=-3), timedelta(days=3)).map(lambda delta: NOW + delta) | st.just(NOW)
spans = st.integers(0, 5000).map(lambda minutes: timedelta(minutes=minutes))
tags = st.lists(st.sampled_from(TAGS), max_size=3)

owners = st.builds(
    Owner, name=st.none() | text, tier=st.sampled_from(("", *TIERS)), score=st.none() | st.integers(-9, 9)
)
rows = st.builds(
    Row,
    title=st.none() | text,
    tier=st.none() | st.sampled_from(("", *TIERS)),
    count=st.none() | st.integers(-20, 20),
    amount=st.none() | numbers,
    ratio=st.none() | numbers.map(float),
    flag=st.none() | st.booleans(),
    at=st.none() | moments,
    lasts=st.none() | spans,
    owner=st.none() | owners,
    tags=st.none() | tags,
    labels=st.none() | tags,
)

OPERANDS: dict[FieldType, st.SearchStrategy[str | bool | int | Decimal | datetime | timedelta]] = {
    FieldType.TEXT: text.filter(bool),
    FieldType.CHOICE: st.sampled_from(TIERS),
    FieldType.NUMBER: numbers.map(Decimal.normalize),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATE_TIME: moments,
    FieldType.DURATION: spans,
    FieldType.REFERENCE: st.integers(1, 8),
    FieldType.MANY: st.sampled_from(TAGS),
}


@st.composite
def some_test(draw: st.DrawFn) -> Test:
    field = draw(st.sampled_from(list(FIELDS.values())))
    op = draw(st.sampled_from(operators_of(field.type)))
    return Test(field.name, op, draw(operands(op, field.type)), field.type)


def operands(op: Operator, type_: FieldType) -> st.SearchStrategy[object]:
    if op in WITHOUT_VALUE:
        return st.none()
    if op in WITH_SPAN:
        return spans
    one = OPERANDS[type_]
    return st.lists(one, min_size=1, max_size=3).map(tuple) if op in WITH_LIST else one


def _groups(items: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(items, max_size=3).map(tuple)
    return several.map(AllOf) | several.map(AnyOf) | items.map(Not)


trees: st.SearchStrategy[Tree] = st.recursive(some_test(), _groups, max_leaves=8)
