"""Processor time: what a piece of work costs, whoever else is busy on the machine."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12


class Meter:
    """Counts from now on: `{name: pid}`, each process with all that it started and that still runs."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._began = self._seconds()
        self._machine, self._ours, self._at = _busy_seconds(), self._all_of_ours(), time.monotonic()

    def milliseconds_each(self, count: int) -> str:
        """What each of so many pieces of work cost, in words."""
        cost = {name: (now - self._began[name]) / count * 1000 for name, now in self._seconds().items()}
        parts = ", ".join(f"{name} {value:.1f}" for name, value in cost.items())
        return f"{sum(cost.values()):.1f} ms of CPU each ({parts})"

    def others(self) -> str:
        """How much of the machine went to what is neither measured nor this process, in words."""
        theirs = _busy_seconds() - self._machine - (self._all_of_ours() - self._ours)
        cores = theirs / (time.monotonic() - self._at)
        return f"other work on the machine took {cores:.1f} of {os.cpu_count()} cores"

    def _all_of_ours(self) -> float:
        return sum(self._seconds().values()) + time.process_time()

    def _seconds(self) -> dict[str, float]:
        return {name: sum(_seconds_of(one) for one in _family(pid)) for name, pid in self._pids.items()}


def database_pid() -> int:
    """The server that our connection's process belongs to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_fields(cursor.fetchone()[0])[1])


def _busy_seconds() -> float:
    user, nice, system, _idle, _waiting, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / TICKS


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in thread.read_text().split():
            yield from _family(int(child))


def _seconds_of(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
