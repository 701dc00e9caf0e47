"""IMAP sessions: a thread for each mailbox, with its own connection, back-off and health."""

import contextlib
import random
import threading
import time
from dataclasses import dataclass

import structlog
from django.db import Error as DatabaseProblem
from psycopg_pool import PoolTimeout

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.imap import (
    Connection,
    Fetched,
    connected,
    fetch,
    has_news,
    new_uids,
    uid_validity,
    wait_for_news,
)
from caseway.engagement.channels.email.commands.mailboxes import TROUBLES, move_cursor, note_health, words_of
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import fetched_mailboxes
from caseway.kernel.db import unit_of_work

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 3.0
SECONDS_TO_IDLE = 240.0
SECONDS_TO_POLL = 30.0
LONGEST_WAIT = 300.0
Health = Mailbox.Health


@dataclass(frozen=True)
class Account:
    """What a session was started with; when any of it changes, another one takes its place."""

    pk: int
    host: str
    port: int
    user: str
    password: str
    security: str
    folder: str

    @classmethod
    def of(cls, mailbox: Mailbox) -> "Account":
        return cls(
            mailbox.pk,
            mailbox.imap_host,
            mailbox.imap_port,
            mailbox.imap_user,
            mailbox.imap_password,
            mailbox.imap_security,
            mailbox.folder,
        )


class ImapSessions:
    """Keeps one session running for each mailbox that is fetched; a mailbox added in the settings starts by itself."""

    def __init__(self, *, seconds_between_looks: float = SECONDS_BETWEEN_LOOKS) -> None:
        self._seconds_between_looks = seconds_between_looks
        self._stop = threading.Event()
        self._sessions: dict[Account, ImapSession] = {}
        self._watch = threading.Thread(target=self._keep, name="imap", daemon=True)

    def start(self) -> None:
        self._watch.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End all sessions; a mail in hand is finished first."""
        self._stop.set()
        self._watch.join(seconds)
        for session in self._sessions.values():
            session.stop()
        until = time.monotonic() + seconds
        for session in self._sessions.values():
            session.join(max(until - time.monotonic(), 0))

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                with unit_of_work():
                    self._match({Account.of(mailbox): mailbox for mailbox in fetched_mailboxes()})
            except (DatabaseProblem, PoolTimeout) as error:
                log.warning("mailboxes could not be read", error=str(error))
            self._stop.wait(self._seconds_between_looks)

    def _match(self, wanted: dict[Account, Mailbox]) -> None:
        for account in self._sessions.keys() - wanted.keys():
            self._sessions.pop(account).stop()
        for account in wanted.keys() - self._sessions.keys():
            self._sessions[account] = ImapSession(wanted[account])
            self._sessions[account].start()


class ImapSession(threading.Thread):
    """Fetches what came, waits by IDLE for more, and begins anew after trouble, waiting longer each time."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"imap {mailbox.address}", daemon=True)
        self._mailbox = mailbox
        self._ended = threading.Event()
        self._connection: Connection | None = None
        self._failures = 0

    def stop(self) -> None:
        """Wake it from its waiting and let it end."""
        self._ended.set()
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.client.sock.shutdown(2)

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                self._serve()
            except (*TROUBLES, commands.TryLater, DatabaseProblem, PoolTimeout) as error:
                self._note_trouble(error)
            except Exception as error:  # the next attempt may go better, and other mailboxes go on in any case
                log.exception("imap session failed", mailbox=self._mailbox.address)
                self._note_trouble(error)

    def _serve(self) -> None:
        with connected(self._mailbox) as connection:
            self._connection = connection
            self._begin(uid_validity(connection))
            while not self._ended.is_set():
                self._take_new(connection)
                self._failures = 0
                if not has_news(connection):
                    self._wait_for_more(connection)

    def _begin(self, validity: int) -> None:
        """Other UIDs than before: read all again; what we have is known by its identity, and not taken twice."""
        with unit_of_work():
            self._mailbox.refresh_from_db(fields=["uid_validity", "uid_next"])
            if validity != self._mailbox.uid_validity:
                move_cursor(self._mailbox, uid_validity=validity, uid_next=1)
            note_health(self._mailbox, Health.GOOD)

    def _take_new(self, connection: Connection) -> None:
        for uid in new_uids(connection, self._mailbox.uid_next):
            if self._ended.is_set():
                return
            found = fetch(connection, uid)
            with unit_of_work():
                if found:
                    self._keep(found)
                move_cursor(self._mailbox, uid_validity=self._mailbox.uid_validity, uid_next=uid + 1)

    def _keep(self, found: Fetched) -> None:
        envelope = commands.Envelope("", (self._mailbox.address,), "imap")
        if found.is_whole:
            commands.receive_mail(found.raw, at=found.at, envelope=envelope)
        else:
            commands.hold_oversized(found.raw, size=found.size, envelope=envelope)

    def _wait_for_more(self, connection: Connection) -> None:
        if "IDLE" in connection.client.capabilities:
            wait_for_news(connection, SECONDS_TO_IDLE)
        else:
            self._ended.wait(SECONDS_TO_POLL)

    def _note_trouble(self, error: Exception) -> None:
        if self._ended.is_set():
            return
        self._connection = None
        self._failures += 1
        words = words_of(error)
        log.warning("mailbox is not served", mailbox=self._mailbox.address, error=words)
        try:
            with unit_of_work():
                note_health(self._mailbox, Health.FAILING, words)
        except (DatabaseProblem, PoolTimeout) as problem:
            log.warning("health could not be noted", error=str(problem))
        self._ended.wait(min(2.0 ** (self._failures - 1), LONGEST_WAIT) * random.uniform(0.8, 1.2))  # noqa: S311
