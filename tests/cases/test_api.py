from collections.abc import Callable

import pytest
from django.test import Client

from caseway.cases import commands
from caseway.cases.commands import NewCase
from caseway.cases.models import Case
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from caseway.operations.models import Agent
from tests.world import World

SignIn = Callable[[Agent], Client]


@pytest.fixture
def case(world: World) -> Case:
    return commands.open_case(NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=SYSTEM)


def post(client: Client, path: str, body: dict[str, object] | None = None) -> object:
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json")


def test_a_case_shows_its_clocks_and_entitlement(case: Case, owner: Agent, signed_in: SignIn) -> None:
    answer = signed_in(owner).get(f"/api/v1/cases/{case.number}")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["state"], shown["status_reason"], shown["queue"]) == ("active", "in_progress", "gold")
    assert shown["entitlement"]["remaining_term"] == 15
    assert [clock["kpi"] for clock in shown["clocks"]] == ["first_response", "resolve"]
    assert shown["worked_by"] is None


def test_a_case_is_worked_from_pick_to_resolve(world: World, case: Case, owner: Agent, signed_in: SignIn) -> None:
    client, path = signed_in(owner), f"/cases/{case.number}"
    assert post(client, f"{path}/pick").json()["worked_by"]["name"] == "Ana Ferro"
    reply = post(client, f"{path}/reply", {"text": "We look into it."})
    assert (reply.status_code, reply.json()["state"]) == (201, "queued")
    assert post(client, f"{path}/note", {"text": "Seal, again"}).status_code == 201
    resolved = post(client, f"{path}/resolve", {"resolution": "New seal sent"})
    assert (resolved.json()["state"], resolved.json()["status_reason"]) == ("resolved", "problem_solved")
    assert resolved.json()["entitlement"]["remaining_term"] == 14
    assert post(client, f"{path}/resolve", {"resolution": "Again"}).status_code == 409
    kinds = [entry["kind"] for entry in client.get(f"/api/v1{path}/timeline").json()["items"]]
    assert kinds == ["event", "note", "message", "event", "event"]


def test_an_activity_is_completed_or_canceled(
    world: World, case: Case, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    client, path = signed_in(owner), f"/cases/{case.number}"
    post(client, f"{path}/pick")
    call, task = (
        post(client, f"{path}/activities", {"kind": kind, "subject": "Look", "minutes": 5}).json()["id"]
        for kind in ("phone_call", "task")
    )
    assert post(signed_in(stranger), f"/activities/{call}/complete").status_code == 404
    done = post(client, f"/activities/{call}/complete", {"minutes": 12}).json()
    assert (done["state"], done["minutes"]) == ("completed", 12)
    canceled = post(client, f"/activities/{task}/cancel").json()
    assert (canceled["state"], canceled["minutes"]) == ("canceled", 5)
    assert post(client, f"/activities/{task}/complete").status_code == 409
    case.refresh_from_db()
    assert case.first_responded_at is not None


def test_opening_asks_for_a_customer(owner: Agent, signed_in: SignIn) -> None:
    answer = post(signed_in(owner), "/cases", {"title": "Nobody's"})
    assert answer.status_code == 422
    assert "customer" in answer.json()["errors"]


VERBS = [
    ("pick", {}),
    ("release", {}),
    ("assign", {"agent": 1}),
    ("route", {"queue": "general"}),
    ("reply", {"text": "x"}),
    ("note", {"text": "x"}),
    ("activities", {"kind": "task", "subject": "x"}),
    ("send-article", {"article": "KA-1"}),
    ("status", {"status_reason": "on_hold"}),
    ("resolve", {"resolution": "x"}),
    ("cancel", {}),
    ("reactivate", {}),
]


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_a_stranger_finds_no_case(
    case: Case, stranger: Agent, signed_in: SignIn, verb: str, body: dict[str, object]
) -> None:
    before = Case.objects.values().get(pk=case.pk)
    assert post(signed_in(stranger), f"/cases/{case.number}/{verb}", body).status_code == 404
    assert Case.objects.values().get(pk=case.pk) == before
    assert Message.objects.count() == 0


def test_a_stranger_reads_nothing(case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    assert client.get("/api/v1/cases").json() == {"items": [], "next": None}
    for path in (f"cases/{case.number}", f"cases/{case.number}/timeline", "queues/gold", "queues/gold/items"):
        assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_colleague_reads_and_picks(case: Case, colleague: Agent, signed_in: SignIn) -> None:
    client = signed_in(colleague)
    assert [row["number"] for row in client.get("/api/v1/cases").json()["items"]] == [case.number]
    assert [row["reference"] for row in client.get("/api/v1/queues/gold/items").json()["items"]] == [case.number]
    assert post(client, f"/cases/{case.number}/pick").status_code == 200


def test_of_two_who_pick_one_wins(case: Case, owner: Agent, colleague: Agent, signed_in: SignIn) -> None:
    assert post(signed_in(owner), f"/cases/{case.number}/pick").status_code == 200
    late = post(signed_in(colleague), f"/cases/{case.number}/pick")
    assert (late.status_code, late.json()["detail"]) == (409, "Ana Ferro is already working on it.")
    assert Case.objects.get().owner == owner


def test_cases_are_found_by_their_words(case: Case, owner: Agent, stranger: Agent, signed_in: SignIn) -> None:
    for agent, found in ((owner, [case.number]), (stranger, [])):
        answer = signed_in(agent).get("/api/v1/cases", {"q": case.number.lower()})
        assert [row["number"] for row in answer.json()["items"]] == found
