"""A write that nobody waits for: there for whoever looks, gone with a rollback, and its failure the transaction's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from caseway.kernel.db import atomic
from caseway.kernel.models import BulkCursor, ChangeRecord
from caseway.kernel.realtime import notify
from caseway.kernel.rows import insert_later, insert_row, reserve_keys, rows_of, write_later, write_waiting
from caseway.routing.models import WorkItem

pytestmark = pytest.mark.django_db
NAME = "INSERT INTO kernel_bulkcursor (handler, transaction, event_id) VALUES (%s, '1', 0)"


def change() -> ChangeRecord:
    return ChangeRecord(kind="kettle", object_id=7, actor="system:0", via="job", changes={"heat": [1, 2]})


def item(reference: str) -> WorkItem:
    return WorkItem(kind="case", reference=reference, title="Kettle", url_name="x")


def test_it_waits_for_the_next_statement_and_is_seen_by_it(django_assert_num_queries: Callable[..., Any]) -> None:
    row = change()
    with django_assert_num_queries(0):
        insert_later([row])
    assert row.pk is None
    assert ChangeRecord.objects.get().object_id == 7
    assert (row.pk, row.at) == ChangeRecord.objects.values_list("pk", "at").get()


def test_they_are_run_in_the_order_in_which_they_were_asked_for() -> None:
    order: list[str] = []
    for name in ("first", "second"):
        write_later(f"SELECT '{name}'", (), lambda rows: order.append(rows[0][0]))
    order.append(rows_of("SELECT 'third'", ())[0][0])
    assert order == ["first", "second", "third"]


def test_a_row_whose_key_was_reserved_waits_and_has_its_key_at_once(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    assert reserve_keys(WorkItem, sequence="case_number") > 0
    with django_assert_num_queries(0):
        first = insert_row(item("CAS-1"))
    second = insert_row(item("CAS-2"))
    assert list(WorkItem.objects.order_by("pk")) == [first, second]
    assert first.created_at == WorkItem.objects.get(reference="CAS-1").created_at


def test_a_waiting_row_that_is_saved_again_is_changed() -> None:
    reserve_keys(WorkItem)
    row = insert_row(item("CAS-1"))
    row.title = "Brewer"
    row.save(update_fields=["title"])
    assert WorkItem.objects.get().title == "Brewer"


def test_what_was_rolled_back_is_forgotten() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        insert_later([change()])
        raise ZeroDivisionError
    write_waiting()
    assert not ChangeRecord.objects.exists()


def test_its_failure_is_raised_where_it_is_run_and_undoes_the_transaction() -> None:
    with pytest.raises(IntegrityError, match="kernel_bulkcursor"), transaction.atomic():
        insert_later([change()])
        write_later(NAME, ("kettles",))
        write_later(NAME, ("kettles",))
        insert_later([change()])
    assert not ChangeRecord.objects.exists()
    assert not BulkCursor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_the_commit_it_is_one_round_trip_and_is_committed() -> None:
    row = change()
    with CaptureQueriesContext(connection) as queries, atomic():
        insert_later([row])
        notify("kettle:7")
        assert len(queries) == 1
    assert [query["sql"].split()[0] for query in queries] == ["BEGIN", "INSERT", "SELECT", "COMMIT"]
    assert row.pk == ChangeRecord.objects.get().pk


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_commits_nothing() -> None:
    with pytest.raises(IntegrityError, match="kernel_bulkcursor"), atomic():
        insert_later([change()])
        write_later(NAME, ("kettles",))
        write_later(NAME, ("kettles",))
    assert not ChangeRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_waits() -> None:
    row = change()
    insert_later([row])
    assert ChangeRecord.objects.get().pk == row.pk
