"""Sessions that fetch mail: a thread for each mailbox, with its own connection, back-off and health.

Processes that fetch share the mailboxes: each mailbox has one that serves it.
"""

import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import structlog
from django.db import Error as DatabaseProblem
from psycopg_pool import PoolTimeout

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.credentials import Credentials, credentials_of
from caseway.engagement.channels.email.commands.health import TROUBLES, note_health, note_taken, words_of
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import ending_words, fetched_mailboxes
from caseway.kernel.db import unit_of_work
from caseway.kernel.owning import Ownership

log = structlog.get_logger()

HANDS = 3
FETCHED_MAILBOXES = 2_525
SECONDS_UNTIL_LEFT = 0.2
MOST_IN_A_ROW = 3
UNKEPT = (commands.TryLater, DatabaseProblem, PoolTimeout)
Key = tuple[object, ...]


@dataclass(frozen=True)
class Pace:
    """How long sessions wait, in seconds, and how often they try a mail that is not handed over.

    For a server in trouble they wait longer and longer; for our own database and disk never longer than for a `poll`.
    """

    between_looks: float = 3.0
    silence: float = 60.0
    idle: float = 240.0
    poll: float = 30.0
    first_wait: float = 1.0
    longest_wait: float = 300.0
    tries: int = 6


class Hands:
    """The few database connections that all sessions share, however many mailboxes there are."""

    def __init__(self, number: int = HANDS) -> None:
        self._free = threading.BoundedSemaphore(number)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with self._free, unit_of_work():
            yield


class Session(threading.Thread, ABC):
    """Serves one mailbox until it is stopped, and begins anew after trouble, waiting longer each time."""

    def __init__(self, mailbox: Mailbox, pace: Pace, hands: Hands) -> None:
        super().__init__(name=f"{mailbox.way_in} {mailbox.address}", daemon=True)
        self.mailbox, self.pace, self.hands = mailbox, pace, hands
        self.ended = threading.Event()
        self.failures = 0
        self.again_at = 0.0
        self._unkept = self._unkept_in_a_row = 0

    @abstractmethod
    def serve(self) -> None:
        """Connect, and take what comes until the session has ended. Raises what goes wrong."""

    def hang_up(self) -> None:
        """Wake `serve` from its waiting for the server."""

    def stop(self) -> None:
        """Wake it and let it end; a mail in hand is finished first."""
        self.ended.set()
        self.hang_up()

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.serve()
            except (*TROUBLES, *UNKEPT) as error:
                self._note_trouble(error)
            except Exception as error:  # the next attempt may go better, and other mailboxes go on in any case
                log.exception("mailbox session failed", mailbox=self.mailbox.address)
                self._note_trouble(error)

    def credentials(self) -> Credentials:
        with self.hands.at_work():
            return credentials_of(self.mailbox)

    def note_good(self) -> None:
        with self.hands.at_work():
            note_health(self.mailbox, Mailbox.Health.GOOD, ending_words(self.mailbox))

    def note_taken(self, count: int) -> None:
        if count:
            with self.hands.at_work():
                note_taken(self.mailbox, count)

    def keeps(self, keep: Callable[[], None]) -> bool:
        """Whether a mail in hand can be kept. If not, it stays where it is, and the next one is tried.

        That may be smaller, or be no trouble. After some in a row it is not the mails: raised.
        """
        try:
            with self.hands.at_work():
                keep()
        except UNKEPT as error:
            return self._note_unkept(error)
        except Exception as error:  # whatever it is, the others come first
            log.exception("a mail could not be kept", mailbox=self.mailbox.address)
            return self._note_unkept(error)
        self._unkept_in_a_row = 0
        return True

    def _note_unkept(self, error: Exception) -> bool:
        self._unkept += 1
        self._unkept_in_a_row += 1
        self.again_at = time.monotonic() + min(self.wait_after(self._unkept), self.pace.poll)
        if self._unkept_in_a_row % MOST_IN_A_ROW == 0:
            raise error
        words = words_of(error)
        log.warning("a mail could not be kept", mailbox=self.mailbox.address, error=words)
        with self.hands.at_work():
            note_health(self.mailbox, Mailbox.Health.FAILING, words)
        return False

    def note_caught_up(self) -> None:
        """What could not be kept before is kept by now."""
        if self._unkept:
            self._unkept = 0
            self.note_good()

    def wait_after(self, failures: int) -> float:
        """Twice as long each time, and never for all mailboxes at the same moment."""
        wait = min(self.pace.first_wait * 2.0 ** min(failures - 1, 30), self.pace.longest_wait)
        return wait * random.uniform(0.8, 1.2)  # noqa: S311

    def _note_trouble(self, error: Exception) -> None:
        if self.ended.is_set():
            return
        self.failures += 1
        words = words_of(error)
        log.warning("mailbox is not served", mailbox=self.mailbox.address, error=words)
        try:
            with self.hands.at_work():
                note_health(self.mailbox, Mailbox.Health.FAILING, words)
        except (DatabaseProblem, PoolTimeout) as problem:
            log.warning("health could not be noted", error=str(problem))
        longest = self.pace.poll if isinstance(error, UNKEPT) else self.pace.longest_wait
        self.ended.wait(min(self.wait_after(self.failures), longest))


class Sessions:
    """Keeps one session running for each mailbox that is this process's to fetch.

    A mailbox added in the settings starts by itself, and so does one whose process ended.
    """

    def __init__(self, ways: Mapping[str, type[Session]], *, pace: Pace | None = None) -> None:
        self._ways, self._pace, self._hands = ways, pace or Pace(), Hands()
        self._stop = threading.Event()
        self._running: dict[Key, Session] = {}
        self._leaving: list[Session] = []
        self._ownership = Ownership(FETCHED_MAILBOXES)
        self._watch = threading.Thread(target=self._keep, name="mailboxes", daemon=True)

    def __len__(self) -> int:
        return len(self._running)

    def start(self) -> None:
        self._watch.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End all sessions; a mail in hand is finished first."""
        self._stop.set()
        self._watch.join(seconds)
        sessions = [*self._running.values(), *self._leaving]
        for session in sessions:
            session.stop()
        until = time.monotonic() + seconds
        for session in sessions:
            session.join(max(until - time.monotonic(), 0))
        self._ownership.close()

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._match(self._ours())
            except (DatabaseProblem, PoolTimeout, psycopg.Error) as error:
                log.warning("mailboxes could not be read", error=str(error))
            except Exception:  # all mailboxes depend on this thread
                log.exception("mailboxes could not be matched")
            between = self._pace.between_looks
            self._stop.wait(min(between, SECONDS_UNTIL_LEFT) if self._leaving else between)

    def _ours(self) -> dict[Key, Mailbox]:
        """This process's part of the mailboxes, rather those that it serves already."""
        with self._hands.at_work():
            mailboxes = {mailbox.pk: mailbox for mailbox in fetched_mailboxes()}
        served = {session.mailbox.pk for session in self._running.values()}
        ours = self._ownership.take(sorted(mailboxes, key=lambda pk: pk not in served))
        return {mailboxes[pk].fetching: mailboxes[pk] for pk in ours}

    def _match(self, wanted: Mapping[Key, Mailbox]) -> None:
        """A mailbox that is no longer ours is given back when its session has ended; one that died is begun anew."""
        self._running = {key: session for key, session in self._running.items() if session.is_alive()}
        for key in self._running.keys() - wanted.keys():
            self._leaving.append(self._running.pop(key))
            self._leaving[-1].stop()
        for key in wanted.keys() - self._running.keys():
            mailbox = wanted[key]
            self._running[key] = self._ways[mailbox.way_in](mailbox, self._pace, self._hands)
            self._running[key].start()
        self._leaving = [session for session in self._leaving if session.is_alive()]
        in_use = {session.mailbox.pk for session in (*self._running.values(), *self._leaving)}
        self._ownership.give_back(self._ownership.owned - in_use)
