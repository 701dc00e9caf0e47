"""What several processes share so that each has its part, and nothing has two owners at a time.

Who owns what is held by advisory locks of a connection of its own: when a process ends, however it ends, the server
frees them. A machine that is gone is noticed after eleven seconds.
"""

from collections.abc import Iterable, Sequence

import psycopg
from django.db import connection

NOTICE_ABSENCE = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"
TAKE_PART = "SELECT pg_advisory_lock_shared(%s, 0)"
OWNED = """
SELECT objid::int8 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
TAKE = "SELECT pg_try_advisory_lock(%s, %s)"
GIVE_BACK = "SELECT pg_advisory_unlock(%s, %s)"


class Ownership:
    """One process's part of the things of a `kind`, each named by a number from 1. For one thread."""

    def __init__(self, kind: int) -> None:
        self._kind = kind
        self._connection: psycopg.Connection | None = None
        self._owned: set[int] = set()

    @property
    def owned(self) -> frozenset[int]:
        return frozenset(self._owned)

    def take(self, wanted: Sequence[int]) -> list[int]:
        """Which of these are this process's now: what it owns, and free ones in their order, up to an equal share.

        What it owns beyond them it owns until it gives it back. Raises psycopg.Error, and owns nothing then.
        """
        try:
            return self._take(self._connected(), wanted)
        except psycopg.Error:
            self.close()
            raise

    def give_back(self, numbers: Iterable[int]) -> None:
        """Let others have them. Raises psycopg.Error, and owns nothing then."""
        try:
            for number in numbers:
                self._connected().execute(GIVE_BACK, (self._kind, number))
                self._owned.discard(number)
        except psycopg.Error:
            self.close()
            raise

    def close(self) -> None:
        """Take no part any more."""
        self._owned.clear()
        if self._connection:
            self._connection.close()
        self._connection = None

    def _take(self, own: psycopg.Connection, wanted: Sequence[int]) -> list[int]:
        held = [number for (number,) in own.execute(OWNED, (self._kind,)).fetchall()]
        share = -(-len(wanted) // held.count(0))
        ours = [number for number in wanted if number in self._owned][:share]
        for number in wanted:
            if len(ours) == share:
                break
            if number not in held and self._is_taken(own, number):
                ours.append(number)
        return ours

    def _is_taken(self, own: psycopg.Connection, number: int) -> bool:
        row = own.execute(TAKE, (self._kind, number)).fetchone()
        if row and row[0]:
            self._owned.add(number)
        return number in self._owned

    def _connected(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(**connection.get_connection_params(), autocommit=True)
            self._connection.execute(NOTICE_ABSENCE)
            self._connection.execute(TAKE_PART, (self._kind,))
        return self._connection
