"""Processes that fetch share the mailboxes: each is served by one of them, and by another when that ends."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import ClassVar

import pytest

from caseway.engagement.channels.email.jobs.sessions import Session, Sessions
from caseway.engagement.channels.email.models import Mailbox
from tests.engagement.email_channel.fetching import QUICK, eventually, make_mailbox


class Watched(Session):
    """Serves a mailbox by counting who serves it."""

    serving: ClassVar[Counter[str]] = Counter()
    most: ClassVar[Counter[str]] = Counter()

    def serve(self) -> None:
        address = self.mailbox.address
        self.serving[address] += 1
        self.most[address] = max(self.most[address], self.serving[address])
        self.ended.wait()
        self.serving[address] -= 1


Start = Callable[[], Sessions]


@pytest.fixture
def start(transactional_db: None) -> Iterator[Start]:
    """Start what fetches in one more mail process."""
    Watched.serving.clear()
    Watched.most.clear()
    with ExitStack() as ends:

        def begin() -> Sessions:
            sessions = Sessions({Mailbox.WayIn.IMAP: Watched}, pace=QUICK)
            sessions.start()
            ends.callback(sessions.stop)
            return sessions

        yield begin


def served() -> list[int]:
    return sorted(count for count in Watched.serving.values() if count)


def make_mailboxes(number: int) -> None:
    for one in range(number):
        make_mailbox(993, f"user{one}", address=f"box{one}@caseway.example")


def test_one_process_serves_all(start: Start) -> None:
    make_mailboxes(4)
    start()
    eventually(lambda: served() == [1] * 4)


def test_a_second_process_takes_half_and_no_mailbox_is_served_twice(start: Start) -> None:
    make_mailboxes(4)
    first = start()
    eventually(lambda: served() == [1] * 4)
    second = start()
    eventually(lambda: (len(first), len(second)) == (2, 2))
    eventually(lambda: served() == [1] * 4)
    assert set(Watched.most.values()) == {1}


def test_what_a_process_served_is_served_by_the_others_when_it_ends(start: Start) -> None:
    make_mailboxes(4)
    first, second = start(), start()
    eventually(lambda: (len(first), len(second)) == (2, 2))
    first.stop()
    eventually(lambda: len(second) == 4 and served() == [1] * 4)
    assert set(Watched.most.values()) == {1}


class Slow(Session):
    """Has a mail in hand when it is stopped, while the mailbox still has its first user."""

    let_go: ClassVar[threading.Event] = threading.Event()
    done: ClassVar[list[str]] = []

    def serve(self) -> None:
        Watched.serving[self.mailbox.fetch_user] += 1
        self.ended.wait()
        if self.mailbox.fetch_user == "first":
            self.let_go.wait(10)
        self.done.append(self.mailbox.fetch_user)


def test_a_session_that_was_replaced_is_waited_for_too(transactional_db: None) -> None:
    Watched.serving.clear()
    mailbox = make_mailbox(993, "first")
    sessions = Sessions({Mailbox.WayIn.IMAP: Slow}, pace=QUICK)
    sessions.start()
    eventually(lambda: Watched.serving["first"] == 1)
    Mailbox.objects.filter(pk=mailbox.pk).update(fetch_user="second")
    eventually(lambda: Watched.serving["second"] == 1)
    threading.Timer(0.3, Slow.let_go.set).start()
    sessions.stop()
    assert sorted(Slow.done) == ["first", "second"]
