"""Statements that leave in one go: their results, their transaction and their failures are what they would be."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from caseway.kernel.backend.batch import in_one_go

MEGABYTES = "x" * 3_000_000


@pytest.fixture
def own(db: None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**connection.get_connection_params()) as own:
        yield own


def test_results_are_there_when_all_was_sent_and_the_transaction_began_with_the_first(own: psycopg.Connection) -> None:
    with in_one_go(own):
        first = own.execute("SELECT 'first', pg_current_xact_id()")
        second = own.execute("SELECT 'second', pg_current_xact_id()")
        assert first.pgresult is None
    [(one, begun)], [(two, same)] = first.fetchall(), second.fetchall()
    assert (one, two, begun) == ("first", "second", same)
    assert own.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


def test_a_transaction_may_begin_and_end_in_one_go(own: psycopg.Connection) -> None:
    with in_one_go(own):
        found = own.execute("SELECT %s::int", (7,))
        own.execute("COMMIT", prepare=False)
    assert found.fetchall() == [(7,)]
    assert own.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_the_first_that_fails_is_what_is_raised_and_nothing_after_it_is_done(own: psycopg.Connection) -> None:
    own.execute("CREATE TEMPORARY TABLE kettle (heat int CHECK (heat < 100))")
    own.commit()
    with pytest.raises(psycopg.errors.CheckViolation), in_one_go(own):
        for heat in (50, 200, 60):
            own.execute("INSERT INTO kettle VALUES (%s)", (heat,))
    own.rollback()
    assert own.execute("SELECT * FROM kettle").fetchall() == []


def test_what_is_written_again_and_again_is_prepared(own: psycopg.Connection) -> None:
    for number in range(10):
        with in_one_go(own):
            found = [own.execute("SELECT %s::int + 1", (number,)) for _twice in range(2)]
        assert [one.fetchall() for one in found] == [[(number + 1,)]] * 2
    [(prepared,)] = own.execute("SELECT count(*) FROM pg_prepared_statements").fetchall()
    assert prepared == 1


def test_megabytes_go_and_come_without_waiting_for_each_other(own: psycopg.Connection) -> None:
    with in_one_go(own):
        found = [own.execute("SELECT %s::text", (MEGABYTES,)) for _more in range(4)]
    assert [one.fetchall() for one in found] == [[(MEGABYTES,)]] * 4
