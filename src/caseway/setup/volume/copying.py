"""Writing many rows by COPY: keys are reserved first, so that rows of one batch can point at each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg.types.json import Jsonb


class Batch:
    """Rows of several tables, written in order in the caller's transaction."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self.columns: dict[str, tuple[str, ...]] = {}

    def add(self, label: str, **values: object) -> None:
        """One row of the model `label`, by its columns; every row of a model names the same columns."""
        columns = self.columns.setdefault(label, tuple(values))
        self.rows[label].append(tuple(_plain(values[column]) for column in columns))

    def write(self, order: Sequence[str]) -> None:
        for label in order:
            if self.rows[label]:
                _copy(apps.get_model(label), self.columns[label], self.rows[label])


def reserve(label: str, count: int) -> range:
    """Take so many keys from the model's sequence; they are ours alone."""
    table = apps.get_model(label)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        return reserve_from(cursor.fetchone()[0], count)


def reserve_from(sequence: str, count: int) -> range:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE kernel_bulkcursor IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s - 1)", [sequence, sequence, count])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _plain(value: object) -> object:
    return Jsonb(value) if isinstance(value, dict | list) else value
