"""PostgreSQL, plus realtime notices that leave with the commit they belong to, as one NOTIFY a transaction.

And room for the prepared statements of every page: ADR 0014.
"""

import json
from typing import Any

import psycopg
from django.db.backends.postgresql import base

CHANNEL = "caseway"
MOST_TOPICS = 200
MOST_PREPARED = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the topics touched by the open transaction; a rollback forgets them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.touched_topics: set[str] = set()

    def _configure_connection(self, connection: psycopg.Connection) -> bool:
        connection.prepared_max = MOST_PREPARED
        return bool(super()._configure_connection(connection))  # type: ignore[misc]

    def _commit(self) -> None:
        if self.touched_topics and not self.needs_rollback:
            self._send_topics()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.touched_topics.clear()
        super()._rollback()  # type: ignore[misc]

    def _send_topics(self) -> None:
        topics = sorted(self.touched_topics)
        self.touched_topics.clear()
        payload = {"topics": topics} if len(topics) <= MOST_TOPICS else {"refetch": True}
        with self.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(payload)])
