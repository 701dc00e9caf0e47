"""An IMAP session: what came is fetched, and more is waited for by IDLE."""

import contextlib
import socket
import time
from datetime import UTC, datetime
from functools import partial

from caseway.engagement.channels.email.commands.fetching import Fetched, keep_fetched, note_unfetched
from caseway.engagement.channels.email.commands.health import TROUBLES, words_of
from caseway.engagement.channels.email.commands.imap import (
    Connection,
    NotHandedOver,
    can_idle,
    connected,
    fetch,
    has_news,
    new_uids,
    uid_validity,
    wait_for_news,
)
from caseway.engagement.channels.email.commands.mailboxes import move_cursor
from caseway.engagement.channels.email.jobs.sessions import Session
from caseway.engagement.channels.email.rules.cursor import Cursor

UNSEEN = Fetched(datetime(1970, 1, 1, tzinfo=UTC), b"", 0, is_whole=False)


class ImapSession(Session):
    """Reads a folder by UID. A mail that is not handed over is tried again after the others, then told of."""

    _connection: Connection | None = None
    _cursor: Cursor | None = None
    _validity = 0
    _words = ""

    def hang_up(self) -> None:
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.client.sock.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        with connected(self.mailbox, self.credentials(), seconds=self.pace.silence) as connection:
            self._connection = connection
            cursor = self._begin(uid_validity(connection))
            self.note_good()
            while not self.ended.is_set():
                self._take_new(connection, cursor)
                self.failures = 0
                if not has_news(connection) and not self.ended.is_set():
                    self._wait_for_more(connection, cursor)

    def _begin(self, validity: int) -> Cursor:
        """Other UIDs than before: read all again; what we have is known by its identity, and not taken twice."""
        with self.hands.at_work():
            self.mailbox.refresh_from_db(fields=["uid_validity", "uid_next"])
            if validity != self.mailbox.uid_validity:
                move_cursor(self.mailbox, uid_validity=validity, uid_next=1)
        if self._cursor is None or validity != self._validity:
            self._cursor, self._validity = Cursor(self.mailbox.uid_next), validity
        return self._cursor

    def _take_new(self, connection: Connection, cursor: Cursor) -> None:
        taken = 0
        try:
            for uids in new_uids(connection, cursor.next):
                for uid in cursor.turn(uids, again=time.monotonic() >= self.again_at):
                    if self.ended.is_set():
                        return
                    taken += self._take(connection, cursor, uid)
        finally:
            self.note_taken(taken)

    def _take(self, connection: Connection, cursor: Cursor, uid: int) -> bool:
        """Whether a mail was taken; after many attempts in vain its headers do, and at last that it is there."""
        tries, least = cursor.attempts(uid), self.pace.tries
        whole = tries < least or tries % 2 == 0
        try:
            found = fetch(connection, uid, whole=whole) if tries < 2 * least else UNSEEN
        except (NotHandedOver, *TROUBLES) as error:
            self._postpone(cursor, uid, error)
            return False
        cursor.put_last(uid)
        if not self.keeps(partial(self._keep, uid, found, tries if not whole or found is UNSEEN else 0)):
            return False
        cursor.done(uid)
        self._move_on(cursor)
        return found is not None

    def _keep(self, uid: int, found: Fetched | None, tries: int) -> None:
        if found and found.is_whole:
            keep_fetched(self.mailbox, found)
        elif found:
            self._tell(uid, found, tries)

    def _move_on(self, cursor: Cursor) -> None:
        if cursor.next != self.mailbox.uid_next:
            with self.hands.at_work():
                move_cursor(self.mailbox, uid_validity=self._validity, uid_next=cursor.next)
        if not cursor.is_behind:
            self.note_caught_up()

    def _postpone(self, cursor: Cursor, uid: int, error: Exception) -> None:
        """Others come first; whatever broke the connection is raised."""
        tries = cursor.failed(uid)
        self._words = words_of(error)
        self.again_at = time.monotonic() + self.wait_after(tries)
        if not isinstance(error, NotHandedOver):
            raise error

    def _tell(self, uid: int, found: Fetched, tries: int) -> None:
        if tries:
            note_unfetched(self.mailbox, str(uid), headers=found.raw, words=self._words, attempts=tries)
        else:
            keep_fetched(self.mailbox, found)

    def _wait_for_more(self, connection: Connection, cursor: Cursor) -> None:
        left = max(self.again_at - time.monotonic(), 0.0) if cursor.is_behind else self.pace.idle
        if can_idle(connection):
            wait_for_news(connection, min(left, self.pace.idle))
        else:
            self.ended.wait(min(left, self.pace.poll))
