"""PostgreSQL, plus two things that leave with the commit they belong to: realtime notices, and writes that can wait.

Topics become one NOTIFY a transaction. A write that nobody waits for is sent together with the next statement, in the
order in which all were asked for: a round trip costs more than most statements (ADR 0015).

And room for the prepared statements of every page (ADR 0014).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple, cast

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper, debug_transaction

from caseway.kernel.backend.batch import in_one_go

CHANNEL = "caseway"
MOST_TOPICS = 200
MOST_PREPARED = 300
MOMENT = psycopg.adapters.types["timestamptz"].oid
IDLE = psycopg.pq.TransactionStatus.IDLE
NOTIFY = "SELECT pg_notify(%s, %s)"
Row = tuple[Any, ...]
Cursor = psycopg.Cursor[Row]


class Statement(NamedTuple):
    """One that is the same each time but for its values; `answered` is given its rows."""

    text: str
    values: Sequence[Any]
    answered: Callable[[list[Row]], object] | None = None


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the topics and the waiting writes of the open transaction; a rollback forgets them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.touched_topics: set[str] = set()
        self.reserved_keys: dict[str, int] = {}
        self._waiting: list[Statement] = []

    def write_later(self, statement: Statement) -> None:
        """Run it before whatever is asked next, at the latest with the commit; at once outside a transaction.

        What goes wrong with it is raised there.
        """
        self._waiting.append(statement)
        if not self.in_atomic_block:
            self.write_waiting()

    def write_waiting(self) -> None:
        """Run what waits, now."""
        if self._waiting:
            self._run(self._taken())

    def rows_of(self, text: str, values: Sequence[object]) -> list[Row]:
        """The rows of a statement that is the same each time but for its values."""
        found: list[Row] = []
        self._run([*self._taken(), Statement(text, values, found.extend)])
        return found

    def _run(self, statements: Sequence[Statement]) -> None:
        with self._in_one_go(len(statements)):
            cursors = [self._sent(one) for one in statements]
        self._answer(statements, cursors)

    def _sent(self, statement: Statement) -> Cursor:
        """Past Django's own cursor, unless somebody counts statements or comes between."""
        own = psycopg.Cursor(self.connection)
        if self.queries_logged or self.execute_wrappers:
            self._send_watched(cast("CursorWrapper", own), statement)
        else:
            self.validate_no_broken_transaction()
            own.execute(statement.text, statement.values)
        return own

    def _send_watched(self, own: CursorWrapper, statement: Statement) -> None:
        """Django's log of statements: whoever counts them counts these too."""
        about = (statement.text, statement.values)
        with self.make_debug_cursor(own).debug_sql(*about) if self.queries_logged else nullcontext():
            self.make_cursor(own).execute(*about)

    @contextmanager
    def _in_one_go(self, number: int) -> Iterator[None]:
        self.ensure_connection()
        is_alone = number == 1 and not self._begins()
        with self.wrap_database_errors, nullcontext() if is_alone else in_one_go(self.connection):
            yield

    def _begins(self) -> bool:
        """Whether the next statement is a transaction's first, so that a BEGIN goes before it."""
        own = self.connection
        return not own.autocommit and own.pgconn.transaction_status == IDLE

    def _answer(self, statements: Sequence[Statement], cursors: Sequence[Cursor]) -> None:
        for statement, cursor in zip(statements, cursors, strict=True):
            if statement.answered:
                statement.answered(cursor.fetchall())

    def _taken(self) -> list[Statement]:
        taken, self._waiting = self._waiting, []
        return taken

    def _cursor(self, name: str | None = None) -> CursorWrapper:
        self.write_waiting()
        return super()._cursor(name)  # type: ignore[misc, no-any-return]

    def create_cursor(self, name: str | None = None) -> psycopg.Cursor[Any]:
        """Django's would set up a loader of its own for moments; sessions are in UTC, and psycopg's is in C."""
        if name:
            held = self.connection.autocommit
            return cast("psycopg.Cursor[Any]", self.connection.cursor(name, scrollable=False, withhold=held))
        return cast("psycopg.Cursor[Any]", self.connection.cursor())

    def _configure_connection(self, connection: psycopg.Connection) -> bool:
        connection.prepared_max = MOST_PREPARED
        if loader := psycopg.adapters.get_loader(MOMENT, psycopg.pq.Format.TEXT):
            connection.adapters.register_loader(MOMENT, loader)
        return bool(super()._configure_connection(connection))  # type: ignore[misc]

    def _commit(self) -> None:
        self.reserved_keys.clear()
        if self.needs_rollback or not (self._waiting or self.touched_topics):
            super()._commit()  # type: ignore[misc]
            return
        statements = [*self._taken(), *self._notices()]
        with debug_transaction(self, "COMMIT"), self._in_one_go(len(statements) + 1):
            cursors = [self._sent(one) for one in statements]
            psycopg.Cursor(self.connection).execute("COMMIT", prepare=False)
        self._answer(statements, cursors)

    def _rollback(self) -> None:
        self._forget()
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._waiting.clear()
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _close(self) -> None:
        self._forget()
        super()._close()  # type: ignore[misc]

    def _forget(self) -> None:
        self.touched_topics.clear()
        self.reserved_keys.clear()
        self._waiting.clear()

    def _notices(self) -> list[Statement]:
        topics = sorted(self.touched_topics)
        self.touched_topics.clear()
        payload = {"topics": topics} if len(topics) <= MOST_TOPICS else {"refetch": True}
        return [Statement(NOTIFY, (CHANNEL, json.dumps(payload)))] if topics else []
