"""Several processes of one kind, forked from one that has loaded everything: what they do not change they share."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType

import structlog

from caseway.config.processes import end_with_parent

log = structlog.get_logger()

ENDINGS = (signal.SIGTERM, signal.SIGINT)
STEADY_SECONDS, PAUSE = 10.0, 1.0
FORK = multiprocessing.get_context("fork")


def run_in_processes(number: int, work: Callable[[], None]) -> None:
    """Do the work, which ends at SIGTERM or SIGINT, in so many processes at once; a single one is this very process.

    Whichever ends otherwise, even killed, is started again. Call it from the main thread, before any other was started
    and any connection opened.
    """
    if number == 1:
        work()
    else:
        Crew(number, work).run()


class Crew:
    """The process that forks the others, watches over them, and does nothing else."""

    def __init__(self, number: int, work: Callable[[], None]) -> None:
        self._number, self._work = number, work
        self._members: dict[BaseProcess, float] = {}
        self._is_ending = False

    def run(self) -> None:
        for ending in ENDINGS:
            signal.signal(ending, self._end)
        for _member in range(self._number):
            self._start()
        while self._members:
            wait([member.sentinel for member in self._members], timeout=1.0)
            for member in [member for member in self._members if not member.is_alive()]:
                self._replace(member)

    def _start(self) -> None:
        """Between the fork and its own first instruction a member gets no signal that is meant for us."""
        member = FORK.Process(target=_begin, args=(self._work, os.getpid()))
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        member.start()
        self._members[member] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)

    def _replace(self, ended: BaseProcess) -> None:
        age = time.monotonic() - self._members.pop(ended)
        if self._is_ending:
            return
        log.warning("a process ended and is started again", pid=ended.pid, code=ended.exitcode)
        if age < STEADY_SECONDS:
            time.sleep(PAUSE)
        if not self._is_ending:
            self._start()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        """Each finishes what it has begun."""
        self._is_ending = True
        for member in self._members:
            member.terminate()


def _begin(work: Callable[[], None], crew: int) -> None:
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_DFL)
    end_with_parent(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    if os.getppid() == crew:
        work()
