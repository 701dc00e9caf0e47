"""The rows that a piece of work wrote, and writing the like of them again without Django."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import Jsonb

Rows = dict[str, list[dict[str, object]]]
TABLES = """
    SELECT c.relname, a.attname FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE c.relnamespace = 'public'::regnamespace AND a.atttypid IN ('int8'::regtype, 'int4'::regtype)
    AND c.relname NOT LIKE 'procrastinate%' AND c.relname NOT LIKE 'floor\\_%'
"""
UNIQUE = """
    SELECT a.attname, a.atttypid::regtype::text FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisunique
"""


def tops(connection: psycopg.Connection) -> dict[str, int]:
    """The highest id in each table."""
    return {
        table: connection.execute(
            SQL("SELECT coalesce(max({}), 0) FROM {}").format(Identifier(key), Identifier(table))
        ).fetchone()[0]  # type: ignore[index]
        for table, key in connection.execute(TABLES).fetchall()
    }


def rows_since(connection: psycopg.Connection, before: dict[str, int], after: dict[str, int]) -> Rows:
    """The rows with ids from `before` (exclusive) to `after`."""
    found: Rows = {}
    for table, key in connection.execute(TABLES).fetchall():
        if after[table] > before[table]:
            with connection.cursor(row_factory=dict_row) as cursor:
                statement = SQL("SELECT * FROM {} WHERE {key} > %s AND {key} <= %s").format(
                    Identifier(table), key=Identifier(key)
                )
                found[table] = cursor.execute(statement, [before[table], after[table]]).fetchall()
    return found


@contextmanager
def copies(connection: psycopg.Connection, tables: Iterable[str]) -> Iterator[None]:
    """Empty tables `floor_…` of the same columns, defaults, checks and indexes."""
    names = sorted(tables)
    for table in names:
        connection.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(f"floor_{table}")))
        connection.execute(
            SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(Identifier(f"floor_{table}"), Identifier(table))
        )
    _unique.clear()
    try:
        yield
    finally:
        for table in names:
            connection.execute(SQL("DROP TABLE {}").format(Identifier(f"floor_{table}")))


def insert_rows(connection: psycopg.Connection, rows: Rows) -> None:
    """Write them once more, one statement a row; what must be unique is made so."""
    for table, listed in rows.items():
        unique = _unique_columns(connection, table)
        for row in listed:
            number = next(_numbers)
            values = {name: _varied(value, name in unique, number) for name, value in row.items()}
            connection.execute(_insert(table, tuple(values)), list(values.values()))


_numbers = count()
_unique: dict[str, set[str]] = {}
_statements: dict[str, object] = {}


def _unique_columns(connection: psycopg.Connection, table: str) -> set[str]:
    if table not in _unique:
        _unique[table] = {name for name, _kind in connection.execute(UNIQUE, [f"floor_{table}"]).fetchall()}
    return _unique[table]


def _insert(table: str, columns: tuple[str, ...]) -> SQL:
    if table not in _statements:
        _statements[table] = SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
            Identifier(f"floor_{table}"),
            SQL(", ").join(map(Identifier, columns)),
            SQL(", ").join(Placeholder() * len(columns)),
        )
    return _statements[table]  # type: ignore[return-value]


def _varied(value: object, is_unique: bool, number: int) -> object:
    if isinstance(value, dict | list):
        return Jsonb(value)
    if not is_unique or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return 1_000_000_000 + number
    return f"{value}#{number}"[-60:] if isinstance(value, str) else value
