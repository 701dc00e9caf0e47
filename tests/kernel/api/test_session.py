"""The pages' own session opens the API too, with the page's CSRF token on whatever changes something."""

import json

import pytest
from django.test import Client

from caseway.operations.models import Team
from tests.kernel.conftest import Caller, person

pytestmark = pytest.mark.urls("tests.kernel.api.playground")
TEAM = json.dumps({"name": "One"})


def test_reading_needs_the_session_alone(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("ben@caseway.example", "agent"))
    assert client.get("/api/v1/teams").status_code == 200


def test_changing_needs_the_csrf_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("ben@caseway.example", "agent"))
    refused = client.post("/api/v1/teams", TEAM, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert not Team.objects.exists()
    client.cookies["caseway_csrf"] = token = "a" * 32
    answer = client.post("/api/v1/teams", TEAM, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 201


def test_a_session_of_somebody_who_works_nowhere_is_refused(db: None) -> None:
    client = Client()
    client.force_login(person("eve@elsewhere.example"))
    assert client.get("/api/v1/teams").status_code == 403


def test_without_anything_even_a_change_is_asked_to_sign_in(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/teams", TEAM, content_type="application/json")
    assert answer.status_code == 401


def test_a_token_needs_no_csrf_token_and_wins_over_the_session(agent: Caller) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("eve@elsewhere.example"))
    headers = {"Authorization": f"Bearer {agent.token}"}
    assert client.post("/api/v1/teams", TEAM, content_type="application/json", headers=headers).status_code == 201


def test_a_session_acts_as_nobody_else(db: None) -> None:
    client = Client()
    client.force_login(person("ada@caseway.example", "administrator"))
    person("ben@caseway.example", "agent")
    assert client.get("/api/v1/teams", headers={"Caseway-Act-As": "ben@caseway.example"}).status_code == 403
