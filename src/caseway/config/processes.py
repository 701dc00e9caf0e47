"""Child processes that end when the one that started them does, however it ended."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from signal import SIGKILL, Signals
from typing import IO

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Identity:
    """The system user a child runs as."""

    uid: int
    gid: int


def spawn(
    arguments: list[str],
    *,
    ending: Signals,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    identity: Identity | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own; the kernel sends it `ending` when this process ends, even by SIGKILL.

    Its messages go to `output`, or where ours go. Call it from the main thread only: a child is bound to its thread.
    """
    return subprocess.Popen(
        arguments,
        cwd="/" if identity else None,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        user=identity.uid if identity else None,
        group=identity.gid if identity else None,
        extra_groups=() if identity else None,
        preexec_fn=_bind(ending),  # noqa: PLW1509  only Linux's prctl in the child itself outlives a SIGKILL of ours
    )


def end_with_parent(ending: Signals) -> None:
    """The kernel sends this process `ending` when the thread that started it ends."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)


def _bind(ending: Signals) -> Callable[[], None]:
    parent = os.getpid()

    def bind() -> None:
        end_with_parent(ending)
        if os.getppid() != parent:
            os.kill(os.getpid(), SIGKILL)

    return bind
