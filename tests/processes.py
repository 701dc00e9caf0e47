"""The processes of a started instance, found by what they are."""

import time
from collections.abc import Callable
from pathlib import Path


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


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not true after {seconds} seconds"
        time.sleep(0.05)
