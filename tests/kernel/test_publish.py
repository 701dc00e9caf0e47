import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import ClassVar

import psycopg
import pytest
from django.db import connection, transaction

from caseway.kernel.db import atomic
from caseway.kernel.events import (
    BulkFailed,
    Event,
    at_once,
    deliver_due,
    drain_bulk,
    facts,
    in_bulk,
    on,
    on_every,
    publish,
    soon,
)
from caseway.kernel.models import BulkCursor, EventDelivery, EventRecord
from tests.kernel.conftest import wait_until_settled


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Event):
    subject: ClassVar[str] = "kettle"
    kettle_id: int
    degrees: int = 100


heard: list[tuple[str, int]] = []
failing: set[str] = set()
full: set[str] = set()
NO_ROOM = "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"


@pytest.fixture
def _listeners() -> Iterator[None]:
    """Three handlers, one at each speed, for this test only."""
    heard.clear()
    failing.clear()
    full.clear()

    def hear(speed: str) -> Callable[[KettleBoiled], None]:
        def react(event: KettleBoiled) -> None:
            if speed in failing:
                raise ValueError("boiled dry")
            if speed in full:
                connection.cursor().execute(NO_ROOM)
            heard.append((speed, event.kettle_id))

        react.__name__ = f"hear_{speed.replace(' ', '_')}"
        return react

    before = list(facts._handlers[KettleBoiled.event_name()])
    for speed in (at_once, soon, in_bulk):
        on(KettleBoiled, speed)(hear(speed))
    yield
    facts._handlers[KettleBoiled.event_name()][:] = before


def boil(kettle_id: int = 7) -> EventRecord:
    with atomic():
        return publish(KettleBoiled(kettle_id=kettle_id, actor="agent:1"))


def test_an_event_is_one_row_with_its_subject(db: None) -> None:
    record = boil()
    record.refresh_from_db()
    assert (record.name, record.subject_kind, record.subject_id) == ("test_publish.KettleBoiled", "kettle", 7)
    assert record.payload == {"kettle_id": 7, "degrees": 100}
    assert record.at is not None


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_an_at_once_handler_runs_right_after_the_commit() -> None:
    with transaction.atomic():
        publish(KettleBoiled(kettle_id=7, actor="agent:1"))
        assert heard == []
    assert heard == [("at once", 7)]
    assert EventDelivery.objects.count() == 0


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_nothing_happens_for_what_is_rolled_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(KettleBoiled(kettle_id=7, actor="agent:1"))
        raise RuntimeError
    assert (heard, EventRecord.objects.count(), EventDelivery.objects.count()) == ([], 0, 0)


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_a_failure_is_kept_and_delivered_again() -> None:
    failing.add("at once")
    boil()
    claim = EventDelivery.objects.get()
    assert (claim.attempts, claim.error, claim.is_dead) == (1, "ValueError: boiled dry", False)

    failing.clear()
    EventDelivery.objects.update(next_at="2020-01-01T00:00:00Z")
    assert deliver_due() == 1
    assert heard == [("at once", 7)]
    assert EventDelivery.objects.count() == 0


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_a_claim_that_fails_for_good_stands_in_the_dead_letters() -> None:
    failing.add("at once")
    boil()
    for _ in range(10):
        EventDelivery.objects.update(next_at="2020-01-01T00:00:00Z")
        deliver_due()
    claim = EventDelivery.objects.get()
    assert (claim.is_dead, claim.attempts) == (True, 8)


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_what_fails_while_the_disk_is_full_is_never_given_up() -> None:
    full.add("at once")
    boil()
    for _ in range(10):
        EventDelivery.objects.update(next_at="2020-01-01T00:00:00Z")
        deliver_due()
    assert not EventDelivery.objects.get().is_dead

    full.clear()
    EventDelivery.objects.update(next_at="2020-01-01T00:00:00Z")
    deliver_due()
    assert (heard, EventDelivery.objects.count()) == ([("at once", 7)], 0)


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_many_sweepers_deliver_a_claim_once() -> None:
    failing.add("at once")
    for number in range(5):
        boil(number)
    failing.clear()
    EventDelivery.objects.update(next_at="2020-01-01T00:00:00Z")

    def sweep() -> None:
        deliver_due()
        connection.close()

    threads = [Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == [("at once", number) for number in range(5)]


@pytest.mark.usefixtures("_listeners")
def test_a_soon_handler_is_a_job_in_the_same_transaction(db: None) -> None:
    boil()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        ((name, arguments),) = cursor.fetchall()
    arguments = arguments if isinstance(arguments, dict) else json.loads(arguments)
    assert name.endswith("react_soon")
    assert arguments["handler"] == "test_publish.hear_soon"


@pytest.mark.usefixtures("_listeners")
@pytest.mark.django_db(transaction=True)
def test_bulk_reads_each_event_once_and_never_past_an_open_transaction() -> None:
    drain_bulk()
    heard.clear()
    other = psycopg.connect(
        **{name: value for name, value in connection.get_connection_params().items() if name in KEYS}
    )
    other.execute("SELECT pg_current_xact_id()")
    boil(1)
    drain_bulk()
    assert ("in bulk", 1) not in heard
    other.rollback()
    other.close()
    wait_until_settled()
    drain_bulk()
    drain_bulk()
    assert heard.count(("in bulk", 1)) == 1
    assert BulkCursor.objects.filter(handler="test_publish.hear_in_bulk").exists()


@pytest.fixture
def turns() -> Iterator[list[tuple[str, int]]]:
    """Who read how many events, in order; `failing` names a reader that cannot."""
    taken: list[tuple[str, int]] = []
    failing.clear()

    def reader(name: str) -> None:
        def read(records: Sequence[EventRecord]) -> None:
            if name in failing:
                raise ValueError("boiled dry")
            taken.append((name, len(records)))

        read.__name__ = name
        on_every(read)

    before = dict(facts._readers)
    facts._readers.clear()
    reader("first")
    reader("second")
    yield taken
    facts._readers.clear()
    facts._readers.update(before)


def happened(count: int) -> None:
    """Events of a transaction that ended long ago."""
    kettles = {"name": KettleBoiled.event_name(), "subject_kind": "kettle", "actor": "agent:1", "transaction": "5"}
    EventRecord.objects.bulk_create(EventRecord(subject_id=number, **kettles) for number in range(count))


@pytest.mark.usefixtures("db")
def test_bulk_readers_go_on_by_turns_while_their_batches_are_full(turns: list[tuple[str, int]]) -> None:
    happened(7)
    assert drain_bulk(limit=3) == 14
    assert turns == [("first", 3), ("second", 3), ("first", 3), ("second", 3), ("first", 1), ("second", 1)]
    assert drain_bulk(limit=3) == 0


@pytest.mark.usefixtures("db")
def test_a_bulk_beat_ends_after_some_rounds(turns: list[tuple[str, int]]) -> None:
    happened(7)
    assert drain_bulk(limit=1, rounds=2) == 4
    assert drain_bulk(limit=5, rounds=2) == 10


@pytest.mark.usefixtures("db")
def test_a_bulk_reader_that_fails_stops_no_other(turns: list[tuple[str, int]]) -> None:
    happened(4)
    failing.add("first")
    with pytest.raises(BulkFailed, match=r"test_publish\.first: "):
        drain_bulk(limit=3)
    assert turns == [("second", 3), ("second", 1)]
    failing.clear()
    assert drain_bulk(limit=3) == 4


KEYS = ("dbname", "user", "password", "host", "port")


@pytest.mark.django_db(transaction=True)
def test_a_commit_notifies_once_of_all_topics() -> None:
    listener = psycopg.connect(
        autocommit=True, **{name: value for name, value in connection.get_connection_params().items() if name in KEYS}
    )
    listener.execute("LISTEN caseway")
    with transaction.atomic():
        publish(KettleBoiled(kettle_id=1, actor="agent:1"))
        publish(KettleBoiled(kettle_id=2, actor="agent:1"))
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(KettleBoiled(kettle_id=3, actor="agent:1"))
        raise RuntimeError
    notices = [json.loads(notice.payload) for notice in listener.notifies(timeout=1)]
    listener.close()
    assert notices == [{"topics": ["kettle:1", "kettle:2"]}]


def test_commands_within_commands_share_one_transaction(db: None) -> None:
    with pytest.raises(RuntimeError), atomic():
        boil(1)
        with atomic():
            boil(2)
            raise RuntimeError
    assert EventRecord.objects.count() == 0
