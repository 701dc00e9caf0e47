"""Processes share numbered things: each has one owner at a time, and whoever ends leaves nothing behind."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from caseway.kernel.owning import Ownership
from tests.processes import wait_for

KIND = 7_001
Process = Callable[[], Ownership]


@pytest.fixture
def process(db: None) -> Iterator[Process]:
    """Another process that takes part, as far as the server can tell."""
    with ExitStack() as ends:

        def begin() -> Ownership:
            ownership = Ownership(KIND)
            ends.callback(ownership.close)
            return ownership

        yield begin


def cut(ownership: Ownership) -> None:
    """End its connection as kill -9 does: nothing is said, the socket closes."""
    assert ownership._connection is not None
    with socket.socket(fileno=os.dup(ownership._connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def test_whoever_is_alone_owns_all(process: Process) -> None:
    assert process().take([1, 2, 3]) == [1, 2, 3]


def test_two_have_equal_parts_and_never_the_same(process: Process) -> None:
    first, second = process(), process()
    first.take([])
    assert sorted(second.take([1, 2, 3, 4]) + first.take([1, 2, 3, 4])) == [1, 2, 3, 4]
    assert (len(first.owned), len(second.owned)) == (2, 2)


def test_what_is_beyond_a_part_stays_owned_until_it_is_given_back(process: Process) -> None:
    first, second = process(), process()
    first.take([1, 2])
    assert second.take([1, 2]) == []
    assert first.take([1, 2]) == [1]
    assert second.take([1, 2]) == []
    first.give_back([2])
    assert second.take([1, 2]) == [2]


def test_an_odd_one_has_an_owner_too(process: Process) -> None:
    first, second = process(), process()
    second.take([])
    assert first.take([1, 2, 3]) == [1, 2]
    assert second.take([1, 2, 3]) == [3]


def test_the_parts_of_one_that_was_killed_are_taken_over(process: Process) -> None:
    first, second = process(), process()
    second.take([])
    assert first.take([1, 2]) == [1]
    second.take([1, 2])
    cut(first)
    wait_for(lambda: second.take([1, 2]) == [2, 1], 5)


def test_one_whose_connection_broke_owns_nothing_and_takes_its_part_anew(process: Process) -> None:
    ownership = process()
    ownership.take([1, 2])
    cut(ownership)
    with pytest.raises(psycopg.OperationalError):
        ownership.take([1, 2])
    assert ownership.owned == frozenset()
    wait_for(lambda: ownership.take([1, 2]) == [1, 2], 5)
