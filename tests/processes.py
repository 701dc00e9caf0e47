"""The processes of a started instance, found by what they are."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE, LONGEST_BUSY = 20.0, 240.0


def pid_of(supervisor: int, name: str) -> int:
    """The process of that name that the supervisor started; 0 while there is none."""
    for child in children_of(supervisor):
        words = command_of(child)
        if words[3:4] == [name] or Path(words[0]).name == name:
            return child
    return 0


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> list[str]:
    """A nameless one when the process has just gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return [""]


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> float:
    """How many calm seconds it took to come true; fails after so many, or some minutes later on a busy machine."""
    began, latest = calm_time(), time.monotonic() + seconds + LONGEST_BUSY
    while not condition():
        assert calm_time() < began + seconds, f"not true after {seconds} seconds"
        assert time.monotonic() < latest, f"not true after {seconds + LONGEST_BUSY} seconds of a busy machine"
        time.sleep(0.05)
    return calm_time() - began


def calm_time() -> float:
    """A clock that stands still while anything waits for a processor: then no time says how quick we are."""
    try:
        pressure = Path("/proc/pressure/cpu").read_text()
    except OSError:  # the kernel does not count it
        return time.monotonic()
    return time.monotonic() - int(pressure.partition("total=")[2].split()[0]) / 1_000_000
