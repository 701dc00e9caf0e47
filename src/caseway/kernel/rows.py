"""Rows of the paths that every message takes, written and read by statements that are made and prepared once.

Elsewhere Django makes each statement anew, and PostgreSQL plans it anew, which costs more than running it. What is
written later, and all that is read, is sent together: see `kernel.backend`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg.sql import SQL, Composed, Identifier, Literal, Placeholder

from caseway.kernel.backend.base import DatabaseWrapper, Row, Statement

A = TypeVar("A", bound=models.Model)
B = TypeVar("B", bound=models.Model)
M = TypeVar("M", bound=models.Model)
Column = models.Field[Any, Any]
Answered = Callable[[list[Row]], object]


@dataclass(frozen=True)
class Shape:
    """How rows of a model are written that leave the same columns to the database."""

    statement: str
    written: tuple[Column, ...]
    returned: tuple[Column, ...]


def reserve_keys(*kinds: type[models.Model], sequence: str = "") -> int:
    """Take the keys of the next new row of each kind, so that nobody must wait until it is written.

    They are for the open transaction. Returns the next number of `sequence` with them, 0 when none is named.
    """
    own = _connection()
    [(number, *keys)] = own.rows_of(_reserving(kinds), (sequence,))
    own.reserved_keys.update(zip((kind._meta.label for kind in kinds), keys, strict=True))
    return int(number or 0)


def insert_row(row: M) -> M:
    """Write a new row as `objects.create` would, its key set, and what the database filled in; returns it.

    With a key that was reserved it is written later, and what the database fills in is known when it is written.
    """
    key = _connection().reserved_keys.pop(row._meta.label, None)
    if key is None:
        insert_rows([row])
    else:
        row.pk = key
        _insert([row], is_later=True)
    return row


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one statement; all leave the same columns to the database."""
    _insert(rows, is_later=False)


def insert_later(rows: Sequence[M]) -> None:
    """The same with the next statement, at the latest with the commit. The keys are not known before."""
    _insert(rows, is_later=True)


def write_later(statement: str, values: Sequence[object], answered: Answered | None = None) -> None:
    """Run a statement with the next one, at the latest with the commit; `answered` is given its rows then."""
    _connection().write_later(Statement(statement, values, answered))


def write_waiting() -> None:
    """Run now what waits to be written."""
    _connection().write_waiting()


def rows_of(statement: str, values: Sequence[object]) -> list[Row]:
    """The rows of a statement that is the same each time but for its values."""
    return _connection().rows_of(statement, values)


def read_row(statement: str, values: Sequence[object], model: type[M]) -> M | None:
    """The first row, whose columns stand in the order of `columns_of`; None where there is none."""
    rows = rows_of(statement, values)
    return _loaded(model, rows[0]) if rows else None


def read_pair(
    statement: str, values: Sequence[object], first: type[A], second: type[B]
) -> tuple[A | None, B | None, tuple[object, ...]]:
    """The first row of a join of two tables, whose columns stand in the order of `columns_of`, and what follows them.

    None for what an outer join did not find, and for both where there is no row.
    """
    rows = rows_of(statement, values)
    return pair_of(rows[0], first, second) if rows else (None, None, ())


def pair_of(row: Row, first: type[A], second: type[B]) -> tuple[A | None, B | None, tuple[object, ...]]:
    """What `read_pair` makes of a row."""
    begin = len(first._meta.concrete_fields)
    end = begin + len(second._meta.concrete_fields)
    return _loaded(first, row[:begin]), _loaded(second, row[begin:end]), row[end:]


def _insert(rows: Sequence[models.Model], *, is_later: bool) -> None:
    if not rows:
        return
    left = frozenset(name for name, value in rows[0].__dict__.items() if isinstance(value, DatabaseDefault))
    shape = _shape_of(type(rows[0]), left, rows[0].pk is not None, len(rows))
    own = _connection()
    values = [field.get_db_prep_save(field.pre_save(row, add=True), own) for row in rows for field in shape.written]
    for row in rows:
        row._state.adding, row._state.db = False, own.alias
    if is_later:
        own.write_later(Statement(shape.statement, values, partial(_complete, rows, shape)))
    else:
        _complete(rows, shape, own.rows_of(shape.statement, values))


def _complete(rows: Sequence[models.Model], shape: Shape, answers: Sequence[Row]) -> None:
    for row, answer in zip(rows, answers, strict=True):
        for field, value in zip(shape.returned, answer, strict=True):
            setattr(row, field.attname, field.to_python(value))


def _connection() -> DatabaseWrapper:
    """This thread's own, not Django's proxy for it, which looks it up for each attribute."""
    return cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])


def _loaded(model: type[M], values: Sequence[object]) -> M | None:
    if all(value is None for value in values):
        return None
    fields, own = model._meta.concrete_fields, _connection()
    read = [
        field.from_db_value(value, None, own) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(own.alias, [field.attname for field in fields], read)


def columns_of(model: type[models.Model], table: str) -> Composed:
    """All columns of a model in order, those of the table or alias named."""
    return _named(model._meta.concrete_fields, table)


def _named(fields: Iterable[Column], *table: str) -> Composed:
    return SQL(", ").join([Identifier(*table, str(field.column)) for field in fields])


@lru_cache(maxsize=64)
def _reserving(kinds: tuple[type[models.Model], ...]) -> str:
    names = [SQL("nextval(pg_get_serial_sequence({}, {}))").format(*_key_of(kind)) for kind in kinds]
    return SQL("SELECT nextval(nullif(%s, '')::regclass), {}").format(SQL(", ").join(names)).as_string()


def _key_of(kind: type[models.Model]) -> tuple[Literal, Literal]:
    return Literal(kind._meta.db_table), Literal(kind._meta.pk.column)


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
