"""A session with Microsoft Graph: asks every half minute what came, as it tells nobody who cannot be called."""

from collections import Counter
from functools import partial

from caseway.engagement.channels.email.commands.fetching import Fetched, keep_fetched, note_unfetched
from caseway.engagement.channels.email.commands.graph import CursorForgotten, Entry, Graph, GraphRefused, move_delta
from caseway.engagement.channels.email.commands.health import words_of
from caseway.engagement.channels.email.jobs.sessions import Hands, Pace, Session
from caseway.engagement.channels.email.models import Mailbox


class GraphSession(Session):
    """Reads page by page; the cursor moves when all of a page is kept. What is not handed over is told of in time."""

    def __init__(self, mailbox: Mailbox, pace: Pace, hands: Hands) -> None:
        super().__init__(mailbox, pace, hands)
        self._attempts: Counter[str] = Counter()
        self._kept: set[str] = set()

    def serve(self) -> None:
        with self.hands.at_work():
            self.mailbox.refresh_from_db(fields=["delta_link"])
        while not self.ended.is_set():
            graph = Graph(self.mailbox, self.credentials(), seconds=self.pace.silence)
            self._take_new(graph)
            self.failures = 0
            self.ended.wait(self.pace.poll)

    def _take_new(self, graph: Graph) -> None:
        is_last = False
        while not is_last and not self.ended.is_set():
            try:
                page = graph.page_after(self.mailbox.delta_link)
            except CursorForgotten:
                self._move("")
                continue
            self.note_good()
            if not self._take_page(graph, page.entries):
                return
            if page.cursor != self.mailbox.delta_link:
                self._move(page.cursor)
            is_last = page.is_last

    def _take_page(self, graph: Graph, entries: list[Entry]) -> bool:
        """Whether all of it is kept. What failed before comes last, so that it holds up no other."""
        before = len(self._kept)
        try:
            for entry in sorted(entries, key=lambda one: self._attempts[one.id]):
                if entry.id not in self._kept and self._take(graph, entry):
                    self._kept.add(entry.id)
        finally:
            self.note_taken(len(self._kept) - before)
        if any(entry.id not in self._kept for entry in entries):
            return False
        self._kept.clear()
        self.note_caught_up()
        return True

    def _take(self, graph: Graph, entry: Entry) -> bool:
        """Whether it is kept."""
        tries, words = self._attempts[entry.id], ""
        try:
            found = graph.fetch(entry)
        except GraphRefused as error:
            self._attempts[entry.id] += 1
            if tries < self.pace.tries:
                raise
            found, words = None, words_of(error)
        if not self.keeps(partial(self._keep, entry, found, words, tries + 1)):
            return False
        self._attempts.pop(entry.id, None)
        return True

    def _keep(self, entry: Entry, found: Fetched | None, words: str, attempts: int) -> None:
        if found and found.is_whole:
            keep_fetched(self.mailbox, found)
        elif found or words:
            said = words or "It is larger than 40 MB."
            note_unfetched(self.mailbox, entry.id, headers=b"", words=said, attempts=attempts)

    def _move(self, cursor: str) -> None:
        with self.hands.at_work():
            move_delta(self.mailbox, cursor)
