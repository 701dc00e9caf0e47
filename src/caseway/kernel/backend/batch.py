"""Statements that leave together. Psycopg's own pipeline sends each as it comes, and waits until it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.abc import PQGen
from psycopg.generators import send


class Batch(psycopg.Pipeline):
    """A pipeline that only fills the buffer until it ends: then all is sent, and all is read, in one round trip."""

    def _communicate_gen(self) -> PQGen[None]:
        while self.command_queue:
            self.command_queue.popleft()()
        yield from ()

    def _sync_gen(self) -> PQGen[None]:
        """Psycopg asks for it after the BEGIN that it puts before a transaction's first statement."""
        yield from self._communicate_gen()

    def _exit_gen(self) -> PQGen[None]:
        self._enqueue_sync()
        yield from self._communicate_gen()
        yield from send(self.pgconn)
        yield from self._fetch_gen(flush=False)


@contextmanager
def in_one_go(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """What is executed within is sent at the end; its results are there then, and what went wrong is raised then."""
    with connection.lock:
        connection._check_connection_ok()
        batch = connection._pipeline = Batch(connection)
    try:
        with batch:
            yield
    finally:
        connection._pipeline = None
