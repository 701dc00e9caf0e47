"""The tests' PostgreSQL: one embedded server a run, one migrated template database, a clone of it for each worker.

Importing it sets up the environment and Django, so `conftest.py` names it in `pytest_plugins` before anything else.
"""

import atexit
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import django
import psycopg
import pytest
from django.conf import settings
from psycopg.sql import SQL, Identifier
from pytest_django.plugin import blocking_manager_key

from caseway.config.database import Database, parse_database
from caseway.config.embedded import server
from caseway.config.embedded.places import find_places
from caseway.config.env import embedded_database

FOLDER = "CASEWAY_TEST_FOLDER"
TEMPLATE = "caseway_template"
LOCK = 7_205_759
COMMITTING = {"transactional_db", "live_server"}
SERVER = pytest.StashKey[subprocess.Popen[bytes]]()


def _set_environment() -> None:
    """Workers inherit the controller's server; files are each one's own, as a test may clear them away."""
    if FOLDER in os.environ:
        data = Path(os.environ[FOLDER], os.environ.get("PYTEST_XDIST_WORKER", "main"))
        data.mkdir(exist_ok=True)
        os.environ["CASEWAY_DATA"] = str(data)
        return
    folder = Path(tempfile.mkdtemp(prefix="caseway-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        FOLDER: str(folder),
        "CASEWAY_DATA": str(folder),
        "CASEWAY_UNDO_SECONDS": "0",
        "CASEWAY_SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": embedded_database(find_places(folder).run).url,
        "DJANGO_SETTINGS_MODULE": "caseway.config.settings",
    }


_set_environment()
django.setup()
# Each test's client would list all static files anew, ten milliseconds long; so they are looked up when asked for.
settings.WHITENOISE_AUTOREFRESH = True


def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    folder = Path(os.environ[FOLDER])
    places = server.prepare(folder, is_durable=False)
    with (folder / "postgres.log").open("wb") as log:
        config.stash[SERVER] = server.start(places, log)
    server.wait_until_ready(places, config.stash[SERVER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        server.stop(config.stash[SERVER])


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Django's connection leads to this worker's own clone of the migrated template."""
    clone = _worker_database()
    with django_db_blocker.unblock():
        _clone(clone)
        _connect_to(clone)
    yield
    with django_db_blocker.unblock():
        _close_connections()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that commits leaves emptied tables behind, without what migrations wrote: the next gets a fresh clone.

    Not a fixture: the tables are emptied by one that ends after all of ours.
    """
    yield
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or COMMITTING & set(getattr(item, "fixturenames", ())):
        name = _worker_database()
        with item.config.stash[blocking_manager_key].unblock():
            _close_connections()
            _clone(name)
            _connect_to(name)


def _worker_database() -> str:
    return f"caseway_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def _clone(name: str) -> None:
    """Worker after worker: the first one finds no template and migrates it."""
    with psycopg.connect(_database("postgres").url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
        if not found:
            _migrate_template(connection)
        _drop(connection, name)
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(copy.format(Identifier(name), Identifier(TEMPLATE)))


def _drop(connection: psycopg.Connection, name: str) -> None:
    """Also with sessions left over in it; an autovacuum there, which is not ours to end, is waited for."""
    for _ in range(100):
        try:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{name} is still in use.")


def _migrate_template(connection: psycopg.Connection) -> None:
    """Under another name until it is complete."""
    from django.core.management import call_command

    fresh = Identifier(f"{TEMPLATE}_new")
    connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(fresh))
    connection.execute(SQL("CREATE DATABASE {}").format(fresh))
    _connect_to(f"{TEMPLATE}_new")
    call_command("migrate", interactive=False, verbosity=0)
    _close_connections()
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(fresh, Identifier(TEMPLATE)))


def _connect_to(name: str) -> None:
    """Lead this process and its children to the database `name`."""
    from django.conf import settings
    from django.db import connections

    _close_connections()
    os.environ["DATABASE_URL"] = _database(name).url
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _database(name: str) -> Database:
    return replace(parse_database(os.environ["DATABASE_URL"]), name=name)
