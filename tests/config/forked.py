"""Run alone: processes that say who they are, and wait. `python forked.py NUMBER`."""

import os
import signal
import sys

import structlog

from caseway.config.forking import run_in_processes


def wait() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    say(f"{os.getpid()}")
    signal.sigwait({signal.SIGTERM})
    say(f"{os.getpid()} finished")


def say(words: str) -> None:
    """In one write, so that lines of several processes never mix."""
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    run_in_processes(int(sys.argv[1]), wait)
