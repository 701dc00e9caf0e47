"""A database that was moved to another server: bulk readers go on where they were."""

import pytest

from caseway.kernel.events.delivery import records_after
from caseway.kernel.events.home import settle
from caseway.kernel.models import BulkCursor, EventRecord, HomeServer

pytestmark = pytest.mark.usefixtures("db")


def moved() -> list[EventRecord]:
    """Events as a server wrote them whose transactions were counted much further; one reader has read the first."""
    EventRecord.objects.all().delete()
    kettle = {"name": "a.KettleBoiled", "subject_kind": "kettle", "subject_id": 1, "actor": "system"}
    events = [EventRecord.objects.create(transaction=f"90000000000{number}", **kettle) for number in (2, 1, 3)]
    BulkCursor.objects.create(handler="behind", transaction=events[1].transaction, event_id=events[1].pk)
    BulkCursor.objects.create(handler="done", transaction=events[2].transaction, event_id=events[2].pk)
    BulkCursor.objects.create(handler="new")
    HomeServer.objects.update_or_create(pk=1, defaults={"identifier": "elsewhere"})
    return events


def unread(handler: str) -> list[int]:
    cursor = BulkCursor.objects.get(handler=handler)
    return [record.pk for record in records_after(cursor.transaction, cursor.event_id, 10)]


def test_readers_go_on_with_what_they_had_not_read() -> None:
    first, second, third = moved()
    assert [unread(name) for name in ("behind", "done", "new")] == [[], [], []]
    assert settle()
    assert unread("done") == []
    assert unread("new") == [first.pk, second.pk, third.pk]
    assert set(unread("behind")) >= {first.pk, third.pk}


def test_at_home_nothing_is_done() -> None:
    moved()
    settle()
    before = list(EventRecord.objects.values_list("id", "transaction").order_by("id"))
    assert not settle()
    assert list(EventRecord.objects.values_list("id", "transaction").order_by("id")) == before


def test_the_first_start_remembers_where_it_is() -> None:
    HomeServer.objects.all().delete()
    assert not settle()
    assert HomeServer.objects.get().identifier.isdigit()
