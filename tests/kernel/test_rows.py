"""Rows written and read by statements made once are the rows that Django would have written and read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.sql import SQL

from caseway.customers.models import Account, Contact
from caseway.engagement.models import Conversation, Message
from caseway.kernel.db import values_of
from caseway.kernel.models import BulkCursor, ChangeRecord
from caseway.kernel.rows import columns_of, insert_row, insert_rows, read_pair
from caseway.routing.models import WorkItem

pytestmark = pytest.mark.django_db
SAID = """
SELECT {}, {} FROM engagement_message m JOIN engagement_conversation c ON c.id = m.conversation_id WHERE m.id = %s
"""
PAIR = "SELECT {}, {} FROM customers_contact c LEFT JOIN customers_account a ON a.id = c.account_id WHERE c.id = %s"


def change() -> ChangeRecord:
    return ChangeRecord(kind="kettle", object_id=7, actor="system:0", via="job", changes={"heat": [1, "90 °C"]})


def reread(row: ChangeRecord) -> dict[str, object]:
    values = values_of(ChangeRecord.objects.get(pk=row.pk))
    return {name: value for name, value in values.items() if name not in ("id", "at")}


def test_a_row_is_the_one_that_django_would_write() -> None:
    ours, theirs = insert_row(change()), change()
    theirs.save()
    assert reread(ours) == reread(theirs)


def test_the_row_knows_its_key_and_what_the_database_filled_in() -> None:
    row = insert_row(change())
    kept = ChangeRecord.objects.get(pk=row.pk)
    assert (row.pk, row.at) == (kept.pk, kept.at)
    assert not row._state.adding
    row.action = "boiled"
    row.save()
    assert ChangeRecord.objects.get(pk=row.pk).action == "boiled"


def test_what_a_row_brings_along_is_kept() -> None:
    moment = timezone.now()
    row = insert_row(WorkItem(kind="case", reference="CAS-1", title="%s é 雪", url_name="x", created_at=moment))
    assert WorkItem.objects.get(pk=row.pk).created_at == moment
    assert insert_row(BulkCursor(handler="kettles")).pk == BulkCursor.objects.get().pk


def test_several_rows_are_written_in_one_statement(django_assert_num_queries: Callable[..., Any]) -> None:
    rows = [change() for _number in range(3)]
    with django_assert_num_queries(1):
        insert_rows(rows)
    assert [row.pk for row in ChangeRecord.objects.order_by("pk")] == [row.pk for row in rows]
    assert reread(rows[0]) == reread(rows[2])
    with django_assert_num_queries(0):
        insert_rows([])


def test_a_constraint_is_refused_as_elsewhere() -> None:
    insert_row(WorkItem(kind="case", reference="CAS-1", title="Once", url_name="x"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(WorkItem(kind="case", reference="CAS-1", title="Twice", url_name="x"))
    assert WorkItem.objects.get().title == "Once"


def test_a_pair_is_read_as_django_reads_it() -> None:
    account = Account.objects.create(name="Lumen Labs", number="ACC-1")
    contact = Contact.objects.create(name="Maria", account=account)
    statement = SQL(PAIR).format(columns_of(Contact, "c"), columns_of(Account, "a")).as_string()
    first, second, _more = read_pair(statement, (contact.pk,), Contact, Account)
    assert first is not None
    assert second is not None
    assert values_of(first) == values_of(Contact.objects.get())
    assert values_of(second) == values_of(Account.objects.get())


def test_what_an_outer_join_did_not_find_is_none() -> None:
    contact = Contact.objects.create(name="Maria")
    statement = SQL(PAIR).format(columns_of(Contact, "c"), columns_of(Account, "a")).as_string()
    assert read_pair(statement, (contact.pk,), Contact, Account) == (contact, None, ())
    assert read_pair(statement, (0,), Contact, Account) == (None, None, ())


def test_columns_that_django_converts_are_converted() -> None:
    conversation = Conversation.objects.create()
    message = Message.objects.create(
        conversation=conversation,
        direction="in",
        state="received",
        message_id="<a@b>",
        at=timezone.now(),
        facts={"a": [1]},
    )
    statement = SQL(SAID).format(columns_of(Message, "m"), columns_of(Conversation, "c")).as_string()
    first, _second, _more = read_pair(statement, (message.pk,), Message, Conversation)
    assert first is not None
    assert values_of(first) == values_of(Message.objects.get())
