"""A mail process: a listener that answers 250 only after the commit, and beside it the sessions that fetch.

Several may share the same listening sockets.
"""

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

import structlog

from caseway.engagement.channels.email.jobs.doors import Door, listening_at
from caseway.engagement.channels.email.jobs.graph import GraphSession
from caseway.engagement.channels.email.jobs.imap import ImapSession
from caseway.engagement.channels.email.jobs.pop import PopSession
from caseway.engagement.channels.email.jobs.reception import LmtpSession, Reception, Session
from caseway.engagement.channels.email.jobs.sessions import Session as FetchingSession
from caseway.engagement.channels.email.jobs.sessions import Sessions
from caseway.engagement.channels.email.models import Mailbox

log = structlog.get_logger()

DATABASE_WORKERS, LEAST_EACH = 4, 2
WAYS: dict[str, type[FetchingSession]] = {
    Mailbox.WayIn.IMAP: ImapSession,
    Mailbox.WayIn.GOOGLE: ImapSession,
    Mailbox.WayIn.POP3: PopSession,
    Mailbox.WayIn.MICROSOFT: GraphSession,
}
SECONDS_TO_STOP = 8.0
SECONDS_A_TURN = 0.003
GARBAGE_AFTER = 20_000


class Settings(Protocol):
    """Where to listen."""

    @property
    def host(self) -> str: ...
    @property
    def smtp_port(self) -> int: ...
    @property
    def lmtp_port(self) -> int: ...


Sockets = Mapping[type[Session], socket.socket]


def open_sockets(env: Settings) -> Sockets:
    """Listen from now on, before any process is forked that shall serve; who serves says what is spoken."""
    _tune()
    sockets: dict[type[Session], socket.socket] = {Session: listening_at(env.host, env.smtp_port)}
    if env.lmtp_port:
        sockets[LmtpSession] = listening_at(env.host, env.lmtp_port)
    log.info("listening for mail", host=env.host, smtp=env.smtp_port, lmtp=env.lmtp_port or "off")
    return sockets


def run_listener(sockets: Sockets, *, processes: int) -> None:
    """Take mail in, as one of so many processes, until SIGTERM or SIGINT; what was begun is finished first."""
    sessions = Sessions(WAYS)
    sessions.start()
    try:
        asyncio.run(_listen(sockets, max(DATABASE_WORKERS // processes, LEAST_EACH)))
    finally:
        sessions.stop()


def _tune() -> None:
    """Those who answer wait less for those who work; imports are no garbage; commands are not logged."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    sys.setswitchinterval(SECONDS_A_TURN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


async def _listen(sockets: Sockets, workers: int) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    with ThreadPoolExecutor(workers, thread_name_prefix="mail") as pool:
        reception = Reception(pool)
        doors = [
            Door(listening, partial(kind, reception), are_open=reception.sessions.__len__)
            for kind, listening in sockets.items()
        ]
        await stopped.wait()
        for door in doors:
            door.close()
        await reception.finish(SECONDS_TO_STOP)
