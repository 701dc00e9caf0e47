"""The authenticator app and its recovery codes."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from caseway.operations.models import Agent
from tests.sign_in.conftest import PASSWORD, is_inside, sign_in

ACTIVATE, AUTHENTICATE = "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"
AT = 1_800_000_000


@pytest.fixture
def browser(ana: Agent, time_machine) -> Client:
    time_machine.move_to(AT, tick=False)
    client = Client()
    assert sign_in(client) == "/"
    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code(secret: str, at: int = AT) -> str:
    """What the app shows at this moment, by RFC 6238."""
    return format_hotp_value(hotp_value(secret, at // 30))


def activate(client: Client) -> tuple[str, list[str]]:
    """Set the app up; returns its secret and the recovery codes."""
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)[1]
    answer = client.post(ACTIVATE, {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return secret, re.findall(r"\b[0-9a-f]{8,}\b", re.search(r"<textarea.*?</textarea>", codes, re.DOTALL)[0])


def test_a_wrong_code_sets_nothing_up(browser: Client) -> None:
    browser.get(ACTIVATE)
    assert browser.post(ACTIVATE, {"code": "000000"}).status_code == 200
    assert sign_in(Client()) == "/"


def test_the_app_is_asked_for_and_each_code_counts_once(browser: Client, time_machine) -> None:
    assert "Unverified" in browser.get("/accounts/email/").content.decode()
    secret, _codes = activate(browser)
    time_machine.move_to(AT + 60, tick=False)
    client = Client()
    assert sign_in(client) == AUTHENTICATE
    assert not is_inside(client)
    assert client.post(AUTHENTICATE, {"code": code(secret, AT - 600)}).status_code == 200
    assert not is_inside(client)
    assert client.post(AUTHENTICATE, {"code": code(secret, AT + 60)}).status_code == 302
    assert is_inside(client)
    again = Client()
    sign_in(again)
    assert again.post(AUTHENTICATE, {"code": code(secret, AT + 60)}).status_code == 200
    assert not is_inside(again)


def test_a_recovery_code_stands_in_for_the_app_once(browser: Client) -> None:
    _secret, codes = activate(browser)
    assert len(codes) == 10
    client = Client()
    sign_in(client)
    assert client.post(AUTHENTICATE, {"code": codes[0]}).status_code == 302
    assert is_inside(client)
    again = Client()
    sign_in(again)
    assert again.post(AUTHENTICATE, {"code": codes[0]}).status_code == 200
    assert not is_inside(again)


def test_codes_are_not_guessed(browser: Client) -> None:
    activate(browser)
    client = Client()
    sign_in(client)
    answers = [client.post(AUTHENTICATE, {"code": f"{guess:06}"}).content.decode() for guess in range(8)]
    assert "Too many failed login attempts" in answers[-1]
    assert not is_inside(client)
