from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from caseway.kernel.models import EventDelivery, EventRecord
from caseway.operations.models import Agent
from tests.world import World, make_agent

SignIn = Callable[[Agent], Client]


@pytest.fixture
def letter(world: World) -> EventDelivery:
    event = EventRecord.objects.create(name="cases.CaseOpened", subject_kind="case", subject_id=1, actor="system:0")
    return EventDelivery.objects.create(
        event=event, handler="intake.decide", next_at="2026-01-01T00:00Z", is_dead=True, attempts=8, error="KeyError: x"
    )


def test_failures_are_seen_and_tried_again(letter: EventDelivery, administrator: Agent, signed_in: SignIn) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts)"
            " VALUES ('mail', 'x.y', 'failed', 9)"
        )
    client = signed_in(administrator)
    page = client.get("/settings/failures/").content.decode()
    assert "KeyError: x" in page
    assert "x.y" in page
    client.post("/settings/failures/events/again/")
    client.post("/settings/failures/jobs/again/")
    letter.refresh_from_db()
    assert (letter.is_dead, letter.attempts) == (False, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo",)]


def test_a_program_sees_failures_and_tries_them_again(
    letter: EventDelivery, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    (found,) = client.get("/api/v1/failures/events").json()["items"]
    assert (found["id"], found["event"], found["error"]) == (letter.pk, "cases.CaseOpened", "KeyError: x")
    assert client.get("/api/v1/failures/jobs").json() == {"items": []}
    assert client.post("/api/v1/failures/events/retry").json() == {"retried": 1}
    assert client.post("/api/v1/failures/jobs/retry").json() == {"retried": 0}
    letter.refresh_from_db()
    assert (letter.is_dead, letter.attempts) == (False, 0)


def test_an_agent_may_neither_see_nor_retry(letter: EventDelivery, world: World, signed_in: SignIn) -> None:
    client = signed_in(make_agent("Ana Ferro", role="agent"))
    assert client.get("/settings/failures/").status_code == 403
    assert client.post("/settings/failures/events/again/").status_code == 403
    for what in ("events", "jobs"):
        assert client.get(f"/api/v1/failures/{what}").status_code == 403
        assert client.post(f"/api/v1/failures/{what}/retry").status_code == 403
    letter.refresh_from_db()
    assert letter.is_dead
