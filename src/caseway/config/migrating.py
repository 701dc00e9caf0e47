"""Bring the database to this version's tables; several starts at once wait for one another."""

import psycopg
from django.core.management import call_command
from psycopg.sql import SQL, Identifier

from caseway.config.database import EXTENSIONS, OLDEST_SERVER
from caseway.config.env import Env, SettingsError
from caseway.config.migration_record import record_migrated

LOCK = 7_205_758


def migrate_database(env: Env) -> None:
    """Migrate, with the extensions first; SettingsError when the server or its rights do not do."""
    try:
        connection = psycopg.connect(env.database.url, autocommit=True)
    except psycopg.OperationalError as error:
        raise SettingsError(f"The database {env.database.shown} cannot be reached: {error}".strip()) from None
    with connection:
        _require_version(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        ensure_extensions(connection)
        call_command("migrate", interactive=False, verbosity=0)
    record_migrated(env)


def _require_version(connection: psycopg.Connection) -> None:
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise SettingsError(
            f"DATABASE_URL leads to PostgreSQL {version}: Caseway needs {OLDEST_SERVER} or newer. Leave it empty for"
            " Caseway's own PostgreSQL 18."
        )


def ensure_extensions(connection: psycopg.Connection) -> None:
    """Create those that are missing; SettingsError with what to do where that is not allowed."""
    installed = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name in installed:
            continue
        try:
            connection.execute(SQL("CREATE EXTENSION {}").format(Identifier(name)))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
            raise SettingsError(
                f"The database has no extension {name}: install it on the server if it is missing there, and run"
                f" 'CREATE EXTENSION {name};' in the database as its administrator."
            ) from None
