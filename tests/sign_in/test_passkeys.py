"""Passkeys in Chromium with an authenticator of its own: added, signed in with, a second factor, removed."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.sign_in.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[Page]:
    """A window whose machine holds passkeys. While it is open no test of this thread may ask the database."""
    own = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        window = browser.new_context(base_url=live_server.url).new_page()
        window.set_default_timeout(30_000)
        machine = window.context.new_cdp_session(window)
        machine.send("WebAuthn.enable")
        machine.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield window
        browser.close()


def enter_password(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "ana@caseway.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def add_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.fill("input[name=name]", "My laptop")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


@pytest.mark.usefixtures("ana")
def test_a_passkey_signs_in_alone_and_is_the_second_factor_of_the_password(page: Page, live_server: LiveServer) -> None:
    enter_password(page)
    page.wait_for_url(f"{live_server.url}/")
    add_passkey(page)
    page.goto("/accounts/2fa/")
    assert page.get_by_text("You have added 1 security key").is_visible()

    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")

    sign_out(page)
    enter_password(page)
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(f"{live_server.url}/")

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").or_(page.get_by_role("button", name="Remove")).first.click()
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.get_by_role("button", name="Remove").click()
    sign_out(page)
    enter_password(page)
    page.wait_for_url(f"{live_server.url}/")


@pytest.mark.usefixtures("ana")
def test_a_machine_without_the_passkey_gets_nowhere(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_timeout(0)
    assert page.url.endswith("/accounts/login/")
    page.goto("/")
    page.wait_for_url("**/accounts/login/?next=/")
