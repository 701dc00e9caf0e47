"""Sending in threads, one for each lane that has something due: a slow server or domain holds up no other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.utils import timezone

from caseway.engagement.channels.email.commands import Carriers, Lane
from caseway.engagement.channels.email.queries.outgoing import due_lanes
from caseway.kernel.db import unit_of_work

log = structlog.get_logger()
MOST_LANES = 16


class Dispatch:
    """The lanes that are being worked on in this process. Workers share a lane by its rows' locks."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_LANES, "mail-out")
        self._running: set[str] = set()
        self._carriers = Carriers()

    def send_due(self) -> int:
        """Set the lanes off in which something is due and that nobody here works on; returns how many."""
        waiting = [name for name in due_lanes(timezone.now()) if name not in self._running]
        started = waiting[: MOST_LANES - len(self._running)]
        for name in started:
            self._running.add(name)
            self._threads.submit(self._run, name)
        self._carriers.close_idle()
        return len(started)

    def close(self) -> None:
        """Wait for the lanes that run, and hang up."""
        self._threads.shutdown()
        self._carriers.close_idle(0)

    def _run(self, name: str) -> None:
        try:
            Lane(name, self._carriers, unit=unit_of_work, may_go_on=_is_up).run()
        except Exception:
            log.exception("a lane ended early, and is tried again", lane=name)
        finally:
            self._running.discard(name)


def _is_up() -> bool:
    """Until the process ends: then each lane ends with the message it is at."""
    return threading.main_thread().is_alive()
