"""What waits in the database, asked when somebody reads the figures and kept for some seconds."""

import time
from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

SECONDS_KEPT = 5.0
QUERIES = (
    (
        "caseway_jobs",
        "Jobs by lane and state.",
        ("lane", "state"),
        "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2",
    ),
    (
        "caseway_reactions",
        "Reactions to events that wait, or that were given up (dead).",
        ("state",),
        "SELECT CASE WHEN is_dead THEN 'dead' ELSE 'waiting' END, count(*) FROM kernel_eventdelivery GROUP BY 1",
    ),
    (
        "caseway_bulk_lag_seconds",
        "Age of the oldest event that a bulk reader has not read; 0 when it has read all.",
        ("reader",),
        """SELECT handler, coalesce(extract(epoch FROM now() - (
               SELECT at FROM kernel_eventrecord AS e WHERE (e."transaction", e.id) > (c."transaction", c.event_id)
               ORDER BY e."transaction", e.id LIMIT 1)), 0)
           FROM kernel_bulkcursor AS c""",
    ),
    (
        "caseway_webhook_deliveries_waiting",
        "Deliveries to webhooks that wait for their turn or are tried again.",
        (),
        "SELECT count(*) FROM kernel_webhookdelivery WHERE next_at IS NOT NULL",
    ),
    (
        "caseway_mail_waiting",
        "Mails that are being sent, or wait to be tried again.",
        (),
        "SELECT count(*) FROM email_sending",
    ),
    (
        "caseway_mail_held",
        "Mails in the quarantine.",
        (),
        "SELECT count(*) FROM email_quarantine",
    ),
    (
        "caseway_workers",
        "Workers that gave a sign of life in the last minute.",
        (),
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'",
    ),
)  # fmt: skip


class Waiting(Collector):
    """Some cheap statements each time, however often it is asked in between."""

    def __init__(self) -> None:
        self._kept: list[GaugeMetricFamily] = []
        self._until = 0.0

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if time.monotonic() >= self._until:
            self._kept, self._until = list(_ask()), time.monotonic() + SECONDS_KEPT
        yield from self._kept
        yield from _pool()

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked of the database before somebody reads."""
        return iter(())


def _ask() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        for name, text, labels, query in QUERIES:
            family = GaugeMetricFamily(name, text, labels=labels)
            cursor.execute(query)
            for row in cursor.fetchall():
                family.add_metric([str(value) for value in row[:-1]], float(row[-1]))
            yield family


def _pool() -> Iterator[GaugeMetricFamily]:
    """Of this process alone: connections it has, those that are free, and requests that wait for one."""
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    family = GaugeMetricFamily("caseway_database_pool", "This process's pool of database connections.", labels=["what"])
    for what, name in (("size", "pool_size"), ("free", "pool_available"), ("waiting", "requests_waiting")):
        family.add_metric([what], float(stats.get(name, 0)))
    yield family
