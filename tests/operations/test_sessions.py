"""Who has a page open: a gateway's signed report is kept, everybody else's refused, and it shows in Settings."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import Client

from caseway.kernel.models import LiveSession
from caseway.kernel.sessions import purge_sessions
from caseway.kernel.tokens import SessionReport, sign_report, sign_topics
from caseway.operations.models import Agent
from tests.fixtures import SignIn

PATH = "/internal/sessions"


def report(*actors: str, gateway: str = "one") -> int:
    body = sign_report(settings.CASEWAY.report_key, SessionReport(gateway, frozenset(actors)))
    return Client(enforce_csrf_checks=True).post(PATH, body, content_type="text/plain").status_code


def kept() -> list[tuple[str, str]]:
    return list(LiveSession.objects.order_by("gateway", "actor").values_list("gateway", "actor"))


@pytest.mark.usefixtures("db")
def test_each_gateway_says_who_is_there() -> None:
    assert report("agent:1", "agent:2") == 204
    assert report("agent:2", gateway="two") == 204
    assert kept() == [("one", "agent:1"), ("one", "agent:2"), ("two", "agent:2")]
    first = LiveSession.objects.get(actor="agent:1").since
    assert report("agent:1", "agent:3") == 204
    assert kept() == [("one", "agent:1"), ("one", "agent:3"), ("two", "agent:2")]
    assert LiveSession.objects.get(actor="agent:1").since == first


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("body", ["", "nonsense", "a.b", "\x00", "x" * 3_000_000])
def test_what_is_not_signed_with_our_key_changes_nothing(body: str) -> None:
    topics = sign_topics(settings.CASEWAY.gateway_key, actor="agent:1", name="A", topics=[], minutes=5)
    for sent in (body, topics):
        assert Client().post(PATH, sent, content_type="text/plain").status_code == 403
    assert Client().get(PATH).status_code == 405
    assert kept() == []


def test_administrators_see_who_is_here(administrator: Agent, owner: Agent, signed_in: SignIn) -> None:
    browser = signed_in(administrator)

    def here() -> dict[str, bool]:
        return {one["name"]: one["is_here"] for one in browser.get("/api/v1/agents").json()["items"]}

    report(f"agent:{owner.pk}")
    assert here() == {"Alex Moreau": False, "Ana Ferro": True}
    assert "Here now" in browser.get("/settings/agents/").content.decode()
    LiveSession.objects.update(seen_at=Now() - timedelta(minutes=4))
    assert here() == {"Alex Moreau": False, "Ana Ferro": False}
    assert (purge_sessions(), kept()) == (0, [("one", f"agent:{owner.pk}")])
    LiveSession.objects.update(seen_at=Now() - timedelta(minutes=7))
    assert (purge_sessions(), kept()) == (1, [])
