"""OpenID Connect with a provider that speaks it: who it vouches for comes in, and nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from caseway.config.env import env
from caseway.kernel.models import User
from caseway.operations.models import Agent
from tests.sign_in.conftest import is_inside
from tests.sign_in.provider import CLIENT, SECRET, Provider, provider_running

ANA = {"sub": "ana-at-work", "email": "ana@caseway.example", "email_verified": True, "name": "Ana"}


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with provider_running() as running:
        chosen = {"oidc_url": running.url, "oidc_name": "Company sign-in", "oidc_client": CLIENT, "oidc_secret": SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = replace(env(), **chosen).oidc_providers
        running.person = ANA
        yield running


def come_in(client: Client) -> None:
    """Press the button, go to the provider, and come back."""
    leaving = client.post("/accounts/oidc/oidc/login/")
    back = httpx.get(leaving["Location"]).headers["Location"]
    parts = urlsplit(back)
    client.get(f"{parts.path}?{parts.query}", follow=False)


def test_the_button_leads_to_the_provider_with_pkce(provider: Provider, ana: Agent) -> None:
    assert "Company sign-in" in Client().get("/accounts/login/").content.decode()
    asked = parse_qs(urlsplit(Client().post("/accounts/oidc/oidc/login/")["Location"]).query)
    assert (asked["code_challenge_method"], asked["response_type"], asked["client_id"]) == (
        ["S256"],
        ["code"],
        [CLIENT],
    )
    assert {"openid", "email"} <= set(asked["scope"][0].split())


def test_an_agent_the_provider_vouches_for_is_signed_in(provider: Provider, ana: Agent) -> None:
    client = Client()
    come_in(client)
    assert is_inside(client)
    again = Client()
    come_in(again)
    assert is_inside(again)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "x", "email": "stranger@elsewhere.example", "email_verified": True},
        {"sub": "x", "email": "ana@caseway.example", "email_verified": False},
        {"sub": "x"},
    ],
)
def test_whom_we_do_not_know_stays_outside_and_becomes_nobody(provider: Provider, ana: Agent, person) -> None:
    before = User.objects.count()
    provider.person = person
    client = Client()
    come_in(client)
    assert not is_inside(client)
    assert User.objects.count() == before


@pytest.mark.parametrize("spoil", [{"aud": "another client"}, {"iss": "https://evil.example"}, {"exp": 1_000}])
def test_a_token_that_is_not_for_us_is_refused(provider: Provider, ana: Agent, spoil) -> None:
    provider.spoil = spoil
    client = Client()
    come_in(client)
    assert not is_inside(client)


def test_an_answer_nobody_asked_for_is_refused(provider: Provider, ana: Agent) -> None:
    other = Client()
    back = urlsplit(httpx.get(other.post("/accounts/oidc/oidc/login/")["Location"]).headers["Location"])
    client = Client()
    client.get(f"{back.path}?{back.query}")
    assert not is_inside(client)


def test_who_is_deactivated_is_not_let_in_by_the_provider(provider: Provider, ana: Agent) -> None:
    assert ana.user is not None
    ana.user.is_active = False
    ana.user.save()
    client = Client()
    come_in(client)
    assert not is_inside(client)
