"""Where the figures are taken: a database of its own below `build/bench`, filled by the product's own generator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def stage(folder: Path) -> Iterator[None]:
    """Django on an embedded PostgreSQL with the demo company in it; kept for the next run."""
    os.environ |= {"CASEWAY_DATA": str(folder.resolve()), "CASEWAY_PROCESS": "command"}
    os.environ.pop("DATABASE_URL", None)
    folder.mkdir(parents=True, exist_ok=True)
    from caseway.config.cli.setting_up import reachable_database, use_django
    from caseway.config.env import env

    with reachable_database(env()):
        use_django("command")
        from caseway.config.migrating import migrate_database
        from caseway.setup.demo import ensure_demo_data

        migrate_database(env())
        ensure_demo_data()
        yield


def fill_to(cases: int) -> None:
    """Make sure of so many cases, and let PostgreSQL know what it holds."""
    from django.db import connection

    from caseway.setup.volume import fill

    if fill(cases, report=lambda _size: None):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def bare() -> psycopg.Connection:
    """A connection without Django."""
    from caseway.config.env import env

    return psycopg.connect(env().database.url, autocommit=True)
