"""A whole running Caseway, and a real Chromium in front of it."""

import os
import shutil
import smtplib
import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from caseway.config.temporary import Instance, temporary_instance
from caseway.setup.demo.people import PASSWORD

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SUPPORT = "support@caseway.example"
SECONDS = 20_000


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with temporary_instance(tmp_path_factory.mktemp("caseway")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: while it is open its event loop runs in this thread, which Django refuses to share."""
    own = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=own, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A fresh window that fails the test on any complaint of the console."""
    context = browser.new_context(base_url=instance.base_url, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(SECONDS)
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def mail(instance: Instance) -> Callable[[str], str]:
    """Send a mail of the gold customer; returns its Message-ID."""

    def send(subject: str) -> str:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "Maria Gomez <maria@lumenlabs.example>", SUPPORT, subject
        letter["Message-ID"] = f"<{uuid.uuid4().hex}@lumenlabs.example>"
        letter.set_content("Our brewer leaks from below since Monday.")
        with smtplib.SMTP("localhost", instance.smtp_port, timeout=30) as server:
            server.send_message(letter)
        return str(letter["Message-ID"])

    return send


@pytest.fixture
def outbox(instance: Instance) -> Path:
    return instance.data / "outbox"


@pytest.fixture(autouse=True)
def _photographs(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    os.environ.setdefault("CASEWAY_STORY_PHOTOS", str(tmp_path))


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("html[data-modules=ready] .rail")
