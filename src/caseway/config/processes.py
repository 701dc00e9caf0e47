"""Child processes that end when the one that started them does, however it ended."""

import ctypes
import os
import sys
from collections.abc import Callable
from signal import SIGKILL, Signals

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(ending: Signals) -> Callable[[], None]:
    """To run in a fresh child: the kernel sends it `ending` when the process that calls this now ends."""
    parent = os.getpid()

    def bind() -> None:
        if LIBC is None:
            return
        LIBC.prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), SIGKILL)

    return bind
