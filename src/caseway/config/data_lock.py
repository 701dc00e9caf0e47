"""One Caseway per data folder: whoever holds DATA/lock runs it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from caseway.config.errors import StartError


class AlreadyRunningError(StartError):
    """Another Caseway runs on this data folder; the message says which and what to do."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; AlreadyRunningError, and nothing touched, when another holds it."""
    with (folder / "lock").open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(_sentence(folder)) from None
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def _sentence(folder: Path) -> str:
    process = (folder / "lock").read_text().strip() or "unknown"
    return (
        f"Caseway already runs on {folder} (process {process}). Use that one, stop it first,"
        " or start this one on a folder and ports of its own: make run DATA=other PORT=8100 SMTP_PORT=2626"
    )
