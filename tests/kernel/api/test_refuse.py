"""Whatever is wrong, the answer is a problem that says what to do, and never a server error."""

import json
from typing import Any

import pytest
from django.test import Client

from caseway.operations.models import Team
from tests.kernel.conftest import Caller

pytestmark = pytest.mark.urls("tests.kernel.api.playground")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert set(document) == {"type", "title", "status", "detail", "code", "errors"}
    assert document["status"] == status
    assert document["detail"].endswith((".", "…"))
    return document


def test_an_error_of_the_domain_is_a_problem(agent: Caller) -> None:
    team = Team.objects.create(name="One")
    document = problem(agent.post(f"/teams/{team.pk}/close"), 409)
    assert document["type"] == "urn:caseway:problem:too-busy"
    assert (document["code"], document["detail"]) == ("too-busy", "Nobody has time: try tomorrow.")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("line", "", "Write at least 1 characters."),
        ("line", "   ", "Write at least 1 characters."),
        ("line", "x" * 201, "Write at most 200 characters."),
        ("line", 7, "Write text."),
        ("prose", None, "Write text."),
        ("number", -1, "Write 0 or more."),
        ("number", 2**31, "Write 2147483647 or less."),
        ("number", "seven", "Write a whole number."),
        ("number", True, "Write a whole number."),
        ("number", 1.5, "Write a whole number."),
        ("id", 0, "Write 1 or more."),
        ("id", 10**30, "Write 9223372036854775807 or less."),
        ("id", [], "Write a whole number."),
        ("at", "yesterday", "Write a date and time, as in 2026-11-23T09:30:00Z."),
        ("at", "2026-11-23T09:30:00", "Say the time zone, as in 2026-11-23T09:30:00Z."),
        ("at", "0001-01-01T00:00:00Z", "Write a year from 1970 to 2199."),
        ("on", "2026-02-30", "Write a date, as in 2026-11-23."),
        ("email", "maria", "Write one mail address, as in maria@lumenlabs.example."),
        ("kind", "minute", "Choose one of 'case' or 'hour'."),
        ("flag", "perhaps", "Write true or false."),
        ("parts", {}, "Write a list."),
        ("colour", "red", "There is no such field: leave it out."),
    ],
)
def test_a_422_names_the_field(agent: Caller, field: str, value: object, sentence: str) -> None:
    document = problem(agent.post("/everything", {field: value}), 422)
    assert document["errors"] == {field: sentence}


def test_a_nested_field_has_its_path(agent: Caller) -> None:
    document = problem(agent.post("/everything", {"parts": [{"name": "ok"}, {"name": ""}, {}]}), 422)
    assert document["errors"] == {"parts.1.name": "Write at least 1 characters.", "parts.2.name": "Fill this in."}


@pytest.mark.parametrize("body", [b'"name"', b"[]", b"7", b"null", b"true"])
def test_a_body_that_is_no_object_is_refused(agent: Caller, body: bytes) -> None:
    assert list(problem(agent.post("/teams", body), 422)["errors"]) == ["body"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"name": NaN}',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 5000,
        b'{"a": 1e999}',
        b"\x00",
        b"9" * 9999,
    ],
)
def test_a_body_that_is_no_json_is_refused(agent: Caller, body: bytes) -> None:
    assert problem(agent.post("/everything", body), 400)["code"] == "malformed-body"


def test_no_body_at_all_is_refused(agent: Caller) -> None:
    assert problem(agent.post("/teams"), 422)["errors"] == {"body": "Fill this in."}


def test_a_nul_character_is_refused_wherever_it_hides(agent: Caller) -> None:
    assert problem(agent.post("/teams", {"name": "a\0b"}), 422)["errors"]
    assert problem(agent.post("/everything", {"parts": [{"name\0": 1}]}), 422)["errors"]
    assert list(problem(agent.get("/teams?cursor=a%00b"), 422)["errors"]) == ["cursor"]
    assert problem(agent.get("/words/a%00b"), 404)
    assert Team.objects.count() == 0


def test_another_content_type_is_refused(agent: Caller) -> None:
    answer = Client().post(
        "/api/v1/teams", "<name/>", content_type="application/xml", headers={"Authorization": f"Bearer {agent.token}"}
    )
    assert problem(answer, 415)["code"] == "unsupported-content-type"


@pytest.mark.parametrize("path", ["/teams/0", "/teams/x", "/teams/" + "9" * 25, "/teams/-1", "/teams/1.5"])
def test_an_id_that_is_none_is_refused(agent: Caller, path: str) -> None:
    assert list(problem(agent.get(path), 422)["errors"]) == ["team_id"]


def test_what_is_not_there_is_a_404(agent: Caller) -> None:
    for path in ("/teams/77", "/nowhere", "/words/%FF", "/teams/77/close/again"):
        assert problem(agent.get(path), 404)["code"] == "not-found"


def test_the_wrong_method_says_which_are_right(agent: Caller) -> None:
    answer = agent.call("DELETE", "/conflict")
    assert problem(answer, 405)["detail"] == "This address does not know DELETE: use GET."
    assert answer["Allow"] == "GET"


def test_a_bug_tells_nothing_but_a_number(agent: Caller) -> None:
    answer = agent.get("/broken")
    assert problem(answer, 500)["code"] == "unexpected"
    assert b"secret" not in answer.content


def test_a_second_of_its_name_is_refused(agent: Caller) -> None:
    Team.objects.create(name="One")
    document = problem(agent.post("/teams", {"name": "One"}), 409)
    assert document["detail"] == "There is one like this already, and there can only be one."


def test_a_forged_or_broken_authorization_is_refused(db: None) -> None:
    for header in ("Bearer cw_no_such", "Bearer", "Basic YTpi", "Bearer \xff", "cw_x", "Bearer " + "x" * 9000):
        answer = Client().get("/api/v1/teams", headers={"Authorization": header})
        assert problem(answer, 401)
