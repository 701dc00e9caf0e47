"""PostgreSQL: its version, its tables, its room for our connections, and the work that waits in it."""

from collections.abc import Iterator

import psycopg

from caseway.config.checks.finding import Finding
from caseway.config.database import EXTENSIONS, OLDEST_SERVER
from caseway.config.env import Env
from caseway.config.migration_record import is_migrated

KEPT_FREE = 10
STATES = """
SELECT count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '10 minutes'),
       (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'),
       (SELECT count(*) FROM kernel_eventdelivery WHERE is_dead),
       (SELECT count(*) FROM kernel_eventdelivery WHERE NOT is_dead AND next_at < now() - interval '10 minutes')
FROM procrastinate_jobs
"""


def findings(settings: Env) -> Iterator[Finding]:
    try:
        connection = psycopg.connect(settings.database.url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        advice = "start 'caseway up'" if settings.is_embedded else "see that DATABASE_URL is right and the server runs"
        yield Finding("database", False, f"{settings.database.shown} does not answer: {advice}. ({_first_line(error)})")
        return
    with connection:
        yield _server(connection)
        yield _extensions(connection)
        yield _connections(connection, settings)
        yield _tables(settings)
        yield from _work(connection)


def _server(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version // 10_000
    encoding = _value(connection, "SELECT current_setting('server_encoding')")
    if version < OLDEST_SERVER or encoding != "UTF8":
        return Finding(
            "database",
            False,
            f"PostgreSQL {version} in {encoding}: use {OLDEST_SERVER} or newer, with a UTF8 database.",
        )
    return Finding("database", True, f"PostgreSQL {version} answers.")


def _extensions(connection: psycopg.Connection) -> Finding:
    missing = set(EXTENSIONS) - {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    if missing:
        wanted = " ".join(f"CREATE EXTENSION {name};" for name in sorted(missing))
        return Finding("extensions", False, f"Some are missing: as the database's administrator, run {wanted}")
    return Finding("extensions", True, f"{', '.join(EXTENSIONS)} are there.")


def _connections(connection: psycopg.Connection, settings: Env) -> Finding:
    """What we hold must leave room: web, worker (jobs, its queue, pulses), mails (and mailboxes), gateway."""
    ours = (settings.web_threads + 1) + 3 * (settings.worker_threads + 1) + (8 + 1) * settings.mail_processes + 2
    room = int(_value(connection, "SELECT current_setting('max_connections')")) - KEPT_FREE
    if ours > room:
        return Finding(
            "database",
            False,
            f"One of each process needs {ours} connections and the server has room for {room}: raise max_connections,"
            " or lower CASEWAY_WEB_THREADS and CASEWAY_WORKER_THREADS.",
        )
    return Finding("database", True, f"There is room for {room} connections; one of each process needs {ours}.")


def _tables(settings: Env) -> Finding:
    if is_migrated(settings):
        return Finding("tables", True, "They are those of this version.")
    return Finding("tables", False, "They may be of another version: run 'caseway migrate'.")


def _work(connection: psycopg.Connection) -> Iterator[Finding]:
    try:
        row = connection.execute(STATES).fetchone()
    except psycopg.errors.UndefinedTable:
        return
    failed, late, workers, dead, stuck = row or (0, 0, 0, 0, 0)
    yield _count("jobs", failed, "failed for good", "see them in Settings, Failures, and try them again there")
    yield _count("jobs", late, "wait for more than ten minutes", "start one more 'caseway worker'")
    yield _count("events", dead, "could not be handled", "see them in Settings, Failures, and try them again there")
    yield _count("events", stuck, "wait for more than ten minutes", "see that a worker runs and what it says")
    if not workers:
        yield Finding(
            "worker", False, "None has shown a sign of life for a minute: start 'caseway up' or 'caseway worker'."
        )


def _count(subject: str, count: int, state: str, advice: str) -> Finding:
    if count:
        return Finding(subject, False, f"{count} {state}: {advice}.")
    return Finding(subject, True, f"None {state}.")


def _value(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    return str(row[0]) if row else ""


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]
