"""Owner, colleague, stranger and nobody on every page and every operation: a new one without a stance fails here."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.hold.secrets import WORD, Route, Secret, routes, rows
from tests.kernel.conftest import caller

OPEN_TO_ALL = {"healthz", "readyz"}
SIGNED = {"sessions", "metrics", "mail_hook", "mail_reports"}
OF_A_CASE = (
    "cases/<str:number>/",
    "cases/(?P<number>",
    "activities/",
    "messages/",
    "moves/",
    "attachments/",
    "queues/<slug:slug>/",
)
OF_ADMINISTRATORS = ("settings/",)
SAMPLES = "ui/"
OWN_SETTINGS = ("settings/quick-replies/",)
OF_EVERY_AGENT = (
    "customers/",
    "entitlements/",
    "knowledge/",
    "intake/",
    "quarantine/",
    "bulk/",
    "draft-files/",
    "trusted-senders/",
)
PAGES_OF_EVERY_AGENT = {
    f"workspace:{name}"
    for name in (
        "home",
        "mentions",
        "queues",
        "cases",
        "new_case",
        "search",
        "palette",
        "live_token",
        "close_tab",
        "filter_cases",
    )
}
ASKED = {"q": "leaks", "customer": "leaks", "limit": "50"}
REFUSED = {403, 404, 405}


def body_of(agent: Agent, secret: Secret) -> dict[str, Any]:
    """What the verbs ask for, all at once."""
    return {
        "resolution_type": "problem_solved",
        "resolution": "Taken over",
        "billable_minutes": 5,
        "text": "Hello",
        "body": "Hello",
        "html": "<p>Hello</p>",
        "kind": "problem",
        "subject": "Mine",
        "title": "Mine",
        "agent": agent.pk,
        "owner": agent.pk,
        "queue": "general",
        "priority": 1,
        "reason": "Mine",
        "status_reason": "canceled",
        "number": secret.case.number,
        "numbers": [secret.case.number],
        "cases": [secret.case.number],
        "case": secret.case.number,
        "selected": [secret.case.number],
        "row": [secret.case.pk],
        "ids": [secret.case.pk],
        "topics": [f"case:{secret.case.pk}"],
        "article": "KB-1",
    }


def stance(route: Route) -> str:
    """Who may come in: `all`, `case` (who may see the secret), `administrator`, `agent`; empty when nobody said."""
    if route.name in OPEN_TO_ALL | SIGNED or route.pattern.startswith(SAMPLES):
        return "all"
    stances = (
        (OF_A_CASE, "case"),
        (OWN_SETTINGS, "agent"),
        (OF_ADMINISTRATORS, "administrator"),
        (OF_EVERY_AGENT, "agent"),
    )
    for beginnings, who in stances:
        if route.pattern.startswith(beginnings):
            return who
    return "agent" if route.name in PAGES_OF_EVERY_AGENT else ""


def test_every_page_has_a_stance(secret: Secret) -> None:
    assert [route for route in routes() if not stance(route)] == []
    assert sum(stance(route) == "case" for route in routes()) > 30


def test_nobody_comes_in_without_signing_in(secret: Secret) -> None:
    before = rows()
    for route in routes():
        for method in ("get", "post"):
            answer = ask(Client(), method, route.address(secret))
            if stance(route) != "all":
                assert is_sent_to_sign_in(answer), (route, method, answer.status_code)
    assert rows() == before


def test_a_stranger_finds_no_case_of_others(secret: Secret, stranger: Agent, signed_in: SignIn) -> None:
    browser, before = signed_in(stranger), rows()
    for route in routes():
        if stance(route) != "case":
            continue
        for method, data in (("get", ASKED), ("post", {}), ("post", body_of(stranger, secret))):
            answer = ask(browser, method, route.address(secret), data)
            assert answer.status_code in REFUSED, (route, method, answer.status_code)
            assert WORD not in content(answer), (route, method)
            assert rows() == before, (route, method)


def test_no_other_page_tells_a_stranger_of_it(secret: Secret, stranger: Agent, signed_in: SignIn) -> None:
    browser = signed_in(stranger)
    for route in routes():
        if stance(route) == "agent":
            for headers in ({}, {"HX-Request": "true"}):
                answer = ask(browser, "get", route.address(secret), ASKED, headers)
                assert answer.status_code < 500, (route, answer.status_code)
                assert WORD not in content(answer), (route, headers)
                assert secret.case.number not in content(answer), (route, headers)


def test_an_agent_comes_into_no_settings(secret: Secret, owner: Agent, signed_in: SignIn) -> None:
    browser, before = signed_in(owner), rows()
    own = {"workspace:settings", "operations:profile"}
    for route in routes():
        if stance(route) == "administrator" and not route.name.startswith("integrations:tokens"):
            for method in ("get", "post"):
                answer = ask(browser, method, route.address(secret))
                assert answer.status_code in REFUSED or route.name in own, (route, method, answer.status_code)
    assert rows() == before


def test_owner_and_colleague_come_in(secret: Secret, owner: Agent, colleague: Agent, signed_in: SignIn) -> None:
    for agent in (owner, colleague):
        browser = signed_in(agent)
        for route in routes():
            if stance(route) == "case" and not {"article", "step"} & set(route.parameters):
                answer = ask(browser, "get", route.address(secret), {"message": str(secret.message.pk)})
                assert answer.status_code in {200, 204, 302, 405}, (agent, route, answer.status_code)


def test_a_stranger_is_given_no_token_for_it(secret: Secret, stranger: Agent, owner: Agent, signed_in: SignIn) -> None:
    topic = f"case:{secret.case.pk}"
    page = f"http://testserver/cases/{secret.case.number}/"
    for agent, sees in ((owner, True), (stranger, False)):
        answer = signed_in(agent).get(
            "/live-token/", {"topics": topic, "topic": topic}, headers={"Referer": page, "HX-Current-URL": page}
        )
        assert (topic in readable(answer)) is sees


def test_the_api_knows_nobody_without_a_token(secret: Secret) -> None:
    before = rows()
    for method, path in operations():
        answer = ask_api(None, method, filled(path, secret), {})
        assert answer.status_code == 401, (method, path, answer.status_code)
    assert rows() == before


def test_the_api_tells_a_stranger_nothing_and_does_nothing(secret: Secret, stranger: Agent) -> None:
    assert stranger.user is not None
    token = caller(stranger.user).token
    for (method, path), fields in operations().items():
        before = rows()
        with transaction.atomic():
            body = {name: value for name, value in body_of(stranger, secret).items() if name in fields}
            if path.endswith("/activities"):
                body["kind"] = "task"
            answer = ask_api(token, method, filled(path, secret), body)
            after = rows()
            transaction.set_rollback(True)
        assert answer.status_code < 500, (method, path)
        assert WORD not in content(answer), (method, path)
        if path.startswith(("/api/v1/cases/{number}", "/api/v1/queues/{slug}/items")):
            assert answer.status_code in {*REFUSED, 422}, (method, path, answer.status_code, answer.content)
            assert after == before, (method, path)


def test_the_api_lets_owner_and_colleague_read_it(secret: Secret, owner: Agent, colleague: Agent) -> None:
    for agent in (owner, colleague):
        assert agent.user is not None
        token = caller(agent.user).token
        for method, path in operations():
            if method == "GET" and path.startswith("/api/v1/cases/{number}") and path.count("{") == 1:
                answer = ask_api(token, method, filled(path, secret), {})
                assert answer.status_code == 200, (path, answer.content)


def operations() -> dict[tuple[str, str], set[str]]:
    """Each operation of the document, with the fields that its body may have."""
    document = Client().get("/api/v1/openapi.json").json()
    found = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            named = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
            found[method.upper(), path] = set(named.get("properties", {}))
    return found


def filled(path: str, secret: Secret) -> str:
    values = secret.named(path.removeprefix("/api/v1/").replace("cases/{", "cases/{").replace("queues/{", "queues/{"))
    parts = [str(values.get(part[1:-1], 1)) if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def ask(
    browser: Client,
    method: str,
    address: str,
    data: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """In a transaction of its own, as each request is; what it changed is kept."""
    call: Callable[..., HttpResponse] = getattr(browser, method)
    return call(address, data or {}, headers=headers or {})


def ask_api(token: str | None, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    query = "?q=leaks" if method == "GET" else ""
    data = b"" if method == "GET" else json.dumps(body).encode()
    return Client().generic(method, path + query, data, "application/json", headers=headers)


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code in {401, 405} or (answer.status_code == 302 and "/accounts/login/" in answer["Location"])


def content(answer: HttpResponse) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return raw.decode(errors="replace")


def readable(answer: HttpResponse) -> str:
    """A token's payload is signed, not hidden."""
    from base64 import urlsafe_b64decode

    text = content(answer)
    token = json.loads(text).get("token", "") if text.startswith("{") else ""
    return text + "".join(
        urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode(errors="replace") for part in token.split(".")
    )
