"""Rows of the paths that every message takes, written and read by statements that are made once.

Elsewhere Django makes each statement anew, which costs more than running it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg.sql import SQL, Composed, Identifier, Placeholder

A = TypeVar("A", bound=models.Model)
B = TypeVar("B", bound=models.Model)
M = TypeVar("M", bound=models.Model)
Column = models.Field[Any, Any]


@dataclass(frozen=True)
class Shape:
    """How rows of a model are written that leave the same columns to the database."""

    statement: str
    written: tuple[Column, ...]
    returned: tuple[Column, ...]


def insert_row(row: M) -> M:
    """Write a new row as `objects.create` would, its key and what the database filled in set; returns it."""
    insert_rows([row])
    return row


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one statement; all leave the same columns to the database."""
    if not rows:
        return
    left = frozenset(name for name, value in rows[0].__dict__.items() if isinstance(value, DatabaseDefault))
    shape = _shape_of(type(rows[0]), left, rows[0].pk is not None, len(rows))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in shape.written
    ]
    with connection.cursor() as cursor:
        cursor.execute(shape.statement, values)
        answers = cursor.fetchall()
    for row, answer in zip(rows, answers, strict=True):
        for field, value in zip(shape.returned, answer, strict=True):
            setattr(row, field.attname, field.to_python(value))
        row._state.adding, row._state.db = False, connection.alias


def read_pair(
    statement: str, values: Sequence[str | int], first: type[A], second: type[B]
) -> tuple[A | None, B | None, tuple[object, ...]]:
    """The first row of a join of two tables, whose columns stand in the order of `columns_of`, and what follows them.

    None for what an outer join did not find, and for both where there is no row.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None, None, ()
    begin = len(first._meta.concrete_fields)
    end = begin + len(second._meta.concrete_fields)
    return _loaded(first, row[:begin]), _loaded(second, row[begin:end]), row[end:]


def _loaded(model: type[M], values: Sequence[object]) -> M | None:
    if all(value is None for value in values):
        return None
    fields = model._meta.concrete_fields
    read = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


def columns_of(model: type[models.Model], table: str) -> Composed:
    """All columns of a model in order, those of the table or alias named."""
    return _named(model._meta.concrete_fields, table)


def _named(fields: Iterable[Column], *table: str) -> Composed:
    return SQL(", ").join([Identifier(*table, str(field.column)) for field in fields])


@lru_cache(maxsize=512)
def _shape_of(model: type[models.Model], left: frozenset[str], has_key: bool, count: int) -> Shape:
    """`left` are the columns that the database fills in; rows may bring their keys along."""
    key = model._meta.pk
    skipped = left if has_key else left | {key.attname}
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    written = tuple(field for field in fields if field.attname not in skipped)
    returned = tuple(field for field in model._meta.concrete_fields if field is key or field.db_returning)
    marks = SQL("({})").format(SQL(", ").join([Placeholder()] * len(written)))
    statement = SQL("INSERT INTO {} ({}) VALUES {} RETURNING {}").format(
        Identifier(model._meta.db_table), _named(written), SQL(", ").join([marks] * count), _named(returned)
    )
    return Shape(statement.as_string(), written, returned)
