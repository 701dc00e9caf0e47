"""The queue list and the case page: server time through the whole stack, at two sizes of the database."""

from collections.abc import Callable

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, measure
from bench.stage import bare

ROWS = (
    "SELECT * FROM routing_workitem WHERE queue_id = %s AND state = 'open' ORDER BY priority, entered_at, id LIMIT 51"
)
MESSAGES = """SELECT m.* FROM engagement_message m JOIN cases_caseconversation l USING (conversation_id)
    WHERE l.case_id = %s ORDER BY m.at DESC, m.id DESC LIMIT 21"""


def run() -> list[Figure]:
    """The busiest regional queue's page and one of its cases, for an agent of that team; beside the same rows bare."""
    from caseway.operations.models import Agent
    from caseway.routing.models import Queue, WorkItem

    queue = Queue.objects.get(slug="care-north")
    agent = Agent.objects.get(name="Ana Ferro")
    _admit(agent, queue)
    item = WorkItem.objects.filter(queue=queue, state="open").order_by("entered_at").first()
    assert item is not None
    client = _browser(agent)
    with bare() as connected:
        case_id = _one(connected, "SELECT id FROM cases_case WHERE number = %s", item.reference)
        pages: list[tuple[str, str, Callable[[], object]]] = [
            ("queue list, 50 rows", f"/queues/{queue.slug}/", lambda: _rows(connected, ROWS, queue.pk)),
            ("case page", f"/cases/{item.reference}/", lambda: _rows(connected, MESSAGES, case_id)),
            ("home", "/", lambda: _rows(connected, ROWS, queue.pk)),
            ("empty view", "/healthz", lambda: _rows(connected, "SELECT 1")),
        ]
        return [_figure(client, name, path, floor) for name, path, floor in pages]


def _figure(client: Client, name: str, path: str, floor: Callable[[], object]) -> Figure:
    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"

    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return measure(name, ask, floor, queries=len(queries), bound="under 25 ms, at most 12 queries")


def _browser(agent: object) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(agent.user)  # type: ignore[attr-defined]
    return client


def _admit(agent: object, queue: object) -> None:
    from caseway.operations.models import TeamMembership
    from caseway.routing.models import QueueMembership

    TeamMembership.objects.get_or_create(team=queue.owner_team, agent=agent)  # type: ignore[attr-defined]
    QueueMembership.objects.get_or_create(queue=queue, agent=agent)


def _rows(connected: psycopg.Connection, statement: str, *values: object) -> list[tuple[object, ...]]:
    return connected.execute(statement, values).fetchall()


def _one(connected: psycopg.Connection, statement: str, *values: object) -> object:
    row = connected.execute(statement, values).fetchone()
    assert row is not None
    return row[0]
