"""One process that must run: started, started again when it ends, ended with all its own children."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from caseway.config.supervisor.console import Console

STEADY_SECONDS = 10.0
LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Program:
    """What a child is: how it starts, with its output in a pipe, and how it stops.

    `noise` begins lines that are not shown. One that `waits` leaves the machine to the others until people are served.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    ending: signal.Signals = signal.SIGTERM
    seconds_to_stop: float = 12.0
    noise: bytes | None = None
    waits: bool = False


@dataclass
class Child:
    """A running program. `failures` counts ends soon after a start, each doubling the pause before the next."""

    program: Program
    console: Console
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = field(default=0.0)
    next_start_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = self.program.start()
        self.started_at = time.monotonic()
        if self.process.stdout:
            self.console.add(self.program.name, self.process.stdout, self.program.noise)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_running(self) -> None:
        """Call often: notices an end, and starts again once the pause is over."""
        if self.is_running:
            return
        if self.process is not None:
            self._note_end(self.process)
        if time.monotonic() >= self.next_start_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(self.program.ending)

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _note_end(self, process: subprocess.Popen[bytes]) -> None:
        self.kill()
        self.process = None
        has_been_steady = time.monotonic() - self.started_at >= STEADY_SECONDS
        self.failures = 0 if has_been_steady else self.failures + 1
        pause = 0.0 if self.failures == 0 else min(2.0 ** (self.failures - 2), LONGEST_PAUSE)
        self.next_start_at = time.monotonic() + pause
        self.console.report(self.program.name, f"ended ({_reason(process.returncode)}); starting it again")


def _reason(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name
