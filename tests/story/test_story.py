"""The story that must always work: through the API, by mouse, and by keyboard alone."""

import email
import re
import time
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from caseway.config.cli.playing import theatre_at
from caseway.config.temporary import Instance
from caseway.setup.story import play
from tests.story.conftest import SUPPORT, sign_in

Mail = Callable[[str], str]
expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_the_story_through_smtp_and_the_api(instance: Instance) -> None:
    values: dict[str, object] = {"CASEWAY_DATA": instance.data, "DATABASE_URL": ""}
    told: list[str] = []
    play(theatre_at(instance.base_url, instance.smtp_port, SUPPORT, values), lambda title, _detail: told.append(title))
    assert len(told) == 9


def test_the_story_by_mouse(page: Page, mail: Mail, outbox: Path) -> None:
    sign_in(page, "ana@caseway.example")
    before = cases_left(page)
    page.click(".rail >> [aria-label='Queues']")
    page.get_by_role("link", name="Customers with a gold contract").click()
    page.wait_for_selector("html[data-connection=open]")

    message_id = mail("Brewer leaks, by mouse")
    page.locator(".new-items").click()
    page.get_by_role("link", name="Brewer leaks, by mouse").first.click()
    expect(page.locator("h1")).to_have_text("Brewer leaks, by mouse")
    page.get_by_role("button", name="Pick").click()
    expect(page.locator("#case-header")).to_contain_text("Ana Ferro")

    page.get_by_role("button", name="Send to the customer").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#case-header .clock--met")).to_have_count(1)
    page.locator(".record__actions").get_by_role("button", name="Resolve").click()
    resolve_dialog(page)
    page.locator("#dialog").get_by_role("button", name="Resolve").click()
    expect(page.locator("#case-header")).to_contain_text("Problem solved")

    assert cases_left(page) == before - 1
    assert answered(outbox, message_id)["Subject"] == "Re: Brewer leaks, by mouse"


def test_the_story_by_keyboard_alone(page: Page, mail: Mail, outbox: Path) -> None:
    keys = page.keyboard
    sign_in_by_keyboard(page)
    before = cases_left(page)
    press(page, "g", "q")
    expect(page).to_have_url(re.compile("/queues/$"))
    ready(page)
    press(page, "j", "Enter")
    expect(page).to_have_url(re.compile("/queues/gold/"))
    message_id = mail("Brewer leaks, by keyboard")
    page.wait_for_selector(".new-items")
    press(page, "n")
    expect(page.locator("h1")).to_have_text("Brewer leaks, by keyboard")
    ready(page)

    press(page, "r")
    keys.type("Hello Maria, please see ")
    keys.type("?leaks")
    page.wait_for_selector("[role=option]")
    press(page, "Enter")
    keys.press("Control+Enter")
    expect(page.locator("#case-header .clock--met")).to_have_count(1)

    page.locator("h1").evaluate("() => document.activeElement.blur()")
    press(page, "e")
    expect(page.locator("#dialog [name=resolution]")).to_be_focused()
    keys.type("Reseated the base seal")
    keys.press("Enter")
    expect(page.locator("#case-header")).to_contain_text("Problem solved")

    assert cases_left(page) == before - 1
    assert "KA-" in body(answered(outbox, message_id)) or "leaks" in body(answered(outbox, message_id))


def resolve_dialog(page: Page) -> None:
    page.wait_for_selector("#dialog [name=resolution]")
    page.fill("#dialog [name=resolution]", "Reseated the base seal")
    page.fill("#dialog [name=billable_minutes]", "10")


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/accounts/login/")
    page.wait_for_selector("[name=login]:focus")
    page.keyboard.type("ben@caseway.example")
    page.keyboard.press("Tab")
    page.keyboard.type("kitchen-demo-1")
    page.keyboard.press("Enter")
    ready(page)


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-modules=ready]")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(80)


def cases_left(page: Page) -> int:
    """What the contract of Lumen Labs allows still, as the API says it to whoever is signed in."""
    contracts = page.request.get("/api/v1/entitlements?limit=200").json()["items"]
    return next(int(float(one["remaining_term"])) for one in contracts if one["total_term"] in (15, "15", "15.0000"))


def answered(outbox: Path, message_id: str) -> EmailMessage:
    """The mail that left in answer to this one, without the automatic acknowledgement."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for path in sorted(outbox.glob("*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if letter["In-Reply-To"] == message_id and not letter["Auto-Submitted"]:
                return letter
        time.sleep(0.2)
    raise AssertionError(f"nothing answers {message_id}")


def body(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return part.get_content() if part else ""
