"""PostgreSQL's data directory: made once, complete or not at all, and configured anew at every start."""

import os
import shutil
import subprocess
from pathlib import Path

from caseway.config.database import EXTENSIONS
from caseway.config.embedded.account import EmbeddedError, client_names
from caseway.config.embedded.places import Places

MEGABYTE = 1024 * 1024
SETTINGS_FILE = "caseway.conf"
INITDB = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth=peer",
    "--no-instructions",
    "--no-sync",
)
FIRST_STATEMENTS = {
    "template1": [f"CREATE EXTENSION {name};" for name in EXTENSIONS],
    "postgres": ["CREATE ROLE caseway LOGIN CREATEDB;", "CREATE DATABASE caseway OWNER caseway;"],
}


def ensure_cluster(places: Places) -> bool:
    """Make the data directory, with the role and database `caseway`, unless it exists; True when it was made."""
    if places.data.exists():
        return False
    fresh = places.base / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    places.account.give(fresh, 0o700)
    _run_initdb(places, fresh)
    for database, statements in FIRST_STATEMENTS.items():
        _run_single(places, fresh, database, statements)
    _checked(places.account.run(places.program("initdb"), "--sync-only", f"--pgdata={fresh}"))
    with (fresh / "postgresql.conf").open("a") as stream:
        stream.write(f"\ninclude '{SETTINGS_FILE}'  # written by Caseway at every start; what follows it wins\n")
    fresh.rename(places.data)
    return True


def write_settings(places: Places, *, is_durable: bool = True) -> None:
    """Write this start's settings: who may connect, the socket, memory for this machine. Not durable is for tests."""
    lines = [f"{name} = '{value}'" for name, value in _settings(places, is_durable=is_durable).items()]
    _write(places, SETTINGS_FILE, lines)
    _write(places, "pg_hba.conf", ["local all all peer map=caseway"])
    names = client_names(places.account)
    _write(places, "pg_ident.conf", [f'caseway "{name}" {role}' for name in names for role in ("caseway", "postgres")])


def _settings(places: Places, *, is_durable: bool) -> dict[str, str]:
    memory = _machine_memory()
    shared = min(max(memory // 8, 64 * MEGABYTE), 1024 * MEGABYTE)
    durability = "on" if is_durable else "off"
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(places.run).replace("'", "''"),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{shared // MEGABYTE}MB",
        "effective_cache_size": f"{memory // 2 // MEGABYTE}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": durability,
        "synchronous_commit": durability,
        "full_page_writes": durability,
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "3min",
        "idle_in_transaction_session_timeout": "10min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "",
        "log_checkpoints": "off",
        "log_min_messages": "warning",
        "log_destination": "stderr",
        "logging_collector": "off",
    }


def _machine_memory() -> int:
    """Bytes of memory this machine or container has."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def _run_initdb(places: Places, folder: Path) -> None:
    program = places.program("initdb")
    result = places.account.run(program, f"--pgdata={folder}", *INITDB, "--lc-ctype=C.UTF-8")
    if result.returncode:
        result = places.account.run(program, f"--pgdata={folder}", *INITDB)
    _checked(result)


def _run_single(places: Places, folder: Path, database: str, statements: list[str]) -> None:
    arguments = ("--single", "-D", str(folder), "-F", "-c", "exit_on_error=on", "-c", "log_checkpoints=off", database)
    _checked(places.account.run(places.program("postgres"), *arguments, stdin="\n".join(statements) + "\n"))


def _checked(result: subprocess.CompletedProcess[str]) -> None:
    if result.returncode:
        raise EmbeddedError(
            f"PostgreSQL could not make its data directory; it said: {result.stderr.strip() or result.stdout.strip()}"
        )


def _write(places: Places, name: str, lines: list[str]) -> None:
    path = places.data / name
    path.write_text("\n".join((*lines, "")))
    places.account.give(path, 0o600)
