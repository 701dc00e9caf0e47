"""A POP3 session: looks every half minute what is new, as the protocol has no other way."""

import poplib
from collections import Counter
from functools import partial

from caseway.engagement.channels.email.commands.fetching import Fetched, keep_fetched, note_unfetched
from caseway.engagement.channels.email.commands.health import words_of
from caseway.engagement.channels.email.commands.pop import (
    connected,
    fetch,
    forget_mails,
    mails_there,
    note_mail,
    remove,
    sizes_of,
)
from caseway.engagement.channels.email.jobs.sessions import Hands, Pace, Session
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import taken_mails


class PopSession(Session):
    """Takes what it has not taken before. One that is not handed over is tried after the others, then told of."""

    _words = ""

    def __init__(self, mailbox: Mailbox, pace: Pace, hands: Hands) -> None:
        super().__init__(mailbox, pace, hands)
        self._taken: dict[str, bool] | None = None
        self._attempts: Counter[str] = Counter()
        self._put_last: set[str] = set()

    def serve(self) -> None:
        while not self.ended.is_set():
            with connected(self.mailbox, self.credentials(), seconds=self.pace.silence) as client:
                self.note_good()
                self._take_new(client)
            self.failures = 0
            self.ended.wait(self.pace.poll)

    def _take_new(self, client: poplib.POP3) -> None:
        there, taken = mails_there(client), self._taken_before()
        if gone := taken.keys() - there.keys():
            with self.hands.at_work():
                forget_mails(self.mailbox, gone)
            for uidl in gone:
                del taken[uidl]
        if fresh := there.keys() - taken.keys():
            self._take_all(client, {uidl: there[uidl] for uidl in fresh}, taken)
        if not self.mailbox.leaves_mail:
            remove(client, [there[uidl] for uidl, is_whole in taken.items() if is_whole])

    def _take_all(self, client: poplib.POP3, fresh: dict[str, int], taken: dict[str, bool]) -> None:
        """What broke the connection before, or could not be kept, comes last."""
        sizes, before = sizes_of(client), len(taken)
        try:
            for uidl in sorted(fresh, key=lambda one: (one in self._put_last, self._attempts[one], fresh[one])):
                if self.ended.is_set():
                    return
                self._take(client, uidl, fresh[uidl], sizes[fresh[uidl]])
        finally:
            self.note_taken(len(taken) - before)

    def _taken_before(self) -> dict[str, bool]:
        if self._taken is None:
            with self.hands.at_work():
                self._taken = taken_mails(self.mailbox)
        return self._taken

    def _take(self, client: poplib.POP3, uidl: str, number: int, size: int) -> None:
        tries = self._attempts[uidl]
        try:
            found = fetch(client, number, size) if tries < self.pace.tries else None
        except Exception as error:
            self._attempts[uidl] += 1
            self._words = words_of(error)
            raise
        self._put_last.add(uidl)
        if self.keeps(partial(self._keep, uidl, found, tries)):
            self._taken_before()[uidl] = found is not None and found.is_whole
            self._put_last.discard(uidl)
        if not self._put_last:
            self.note_caught_up()

    def _keep(self, uidl: str, found: Fetched | None, tries: int) -> None:
        if found:
            keep_fetched(self.mailbox, found)
        else:
            note_unfetched(self.mailbox, uidl, headers=b"", words=self._words, attempts=tries)
        note_mail(self.mailbox, uidl, is_whole=found is not None and found.is_whole)
