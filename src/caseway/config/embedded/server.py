"""Start, watch and stop our own PostgreSQL, whatever state the last one left its files in."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from caseway.config.database import Database
from caseway.config.embedded.account import EmbeddedError
from caseway.config.embedded.cluster import ensure_cluster, write_settings
from caseway.config.embedded.places import Places, find_places
from caseway.config.env import EMBEDDED_URL_FILE, embedded_database
from caseway.config.migration_record import forget_migrated
from caseway.config.processes import spawn

LONGEST_START = 1800.0
LONGEST_STOP = 30.0
PATIENCE = ((signal.SIGINT, 8.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0))


def prepare(folder: Path, *, is_durable: bool = True) -> Places:
    """Make all ready for a start on the data folder, which the caller has locked; writes down where it will listen."""
    places = find_places(folder)
    if ensure_cluster(places):
        forget_migrated(folder)
    end_leftovers(places.data)
    write_settings(places, is_durable=is_durable)
    (folder / EMBEDDED_URL_FILE).write_text(embedded_database(places.run).url)
    return places


def start(places: Places, log: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
    """Start the server, which stops in order when we end. It is of use once `is_ready`."""
    return spawn(command(places), ending=signal.SIGINT, output=log, identity=places.account.identity)


def command(places: Places) -> list[str]:
    return [places.program("postgres"), "-D", str(places.data)]


def is_ready(places: Places, pid: int) -> bool:
    """True when the server `pid` takes connections: its own status in postmaster.pid, as pg_ctl reads it."""
    lines = _status_lines(places.data)
    return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def wait_until_ready(places: Places, server: subprocess.Popen[bytes]) -> None:
    """Return when it takes connections, however long recovery takes; EmbeddedError when it ended instead."""
    deadline = time.monotonic() + LONGEST_START
    while not is_ready(places, server.pid):
        if server.poll() is not None:
            raise EmbeddedError(f"PostgreSQL ended at its start (code {server.returncode}): its messages stand above.")
        if time.monotonic() > deadline:
            raise EmbeddedError("PostgreSQL still recovers after half an hour: look at its messages above.")
        time.sleep(0.02)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop in order: open transactions are rolled back, everything committed is on disk."""
    for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(ending)
        try:
            server.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            continue
        return


@contextlib.contextmanager
def running(folder: Path, *, log: IO[bytes] | int | None = None, is_durable: bool = True) -> Iterator[Database]:
    """A server on the data folder, which the caller has locked, for as long as the block runs."""
    places = prepare(folder, is_durable=is_durable)
    server = start(places, log)
    try:
        wait_until_ready(places, server)
        yield embedded_database(places.run)
    finally:
        stop(server)


def end_leftovers(data: Path) -> None:
    """End what a killed server left behind (backends hold its shared memory), so that a new one can start."""
    for ending, patience in PATIENCE:
        if not processes_in(data):
            break
        _send(ending, processes_in(data), data)
        _wait_until_none(data, patience)
    (data / "postmaster.pid").unlink(missing_ok=True)


def processes_in(data: Path) -> list[int]:
    """Processes whose working directory is `data`: PostgreSQL's, as each of them stands there."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _working_directory(entry) == str(data)]


def _send(ending: signal.Signals, processes: list[int], data: Path) -> None:
    """A living postmaster passes the signal on; without one every process gets it."""
    lines = _status_lines(data)
    postmaster = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    for process in [postmaster] if postmaster in processes else processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, ending)


def _wait_until_none(data: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while processes_in(data) and time.monotonic() < deadline:
        time.sleep(0.02)


def _working_directory(entry: Path) -> str:
    try:
        return os.readlink(entry / "cwd")
    except OSError:
        return ""


def _status_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
