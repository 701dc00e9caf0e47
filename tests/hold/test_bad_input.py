"""Every form of every page is sent what no form should hold: never a server error, and nothing comes back that runs."""

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from caseway.engagement.channels.email import commands as email
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.hold.secrets import Secret, routes
from tests.hold.test_access_sweep import content

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
VALUES: dict[str, list[str]] = {
    "missing": [],
    "empty": [""],
    "hostile": [SCRIPT],
    "over-long": ["ä" + "x" * 400_000],
    "wrong": ["-1e999"],
    "huge": ["9" * 400],
    "nul": ["a\0b"],
    "surrogate": ["a\ud800b"],
    "twice": ["1", "2"],
}
ENCODED = {kind: [quote_plus(value, errors="surrogatepass") for value in values] for kind, values in VALUES.items()}
PARTS = 4
RUNS = re.compile("<script>alert|<img src=x|<svg onload", re.IGNORECASE)
FIELDS = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')
HOSTILE_MAIL = (
    f"From: =?utf-8?q?{SCRIPT.replace(' ', '_').replace('=', '=3D')}?= <maria@lumenlabs.example>\r\n"
    f"To: support@caseway.example\r\nSubject: Leaks {SCRIPT}\r\nMessage-ID: <hostile@lumenlabs.example>\r\n"
    'Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Leaks</p>{SCRIPT}<svg onload=alert(1)>"
    '<a href="javascript:alert(1)">look</a>\r\n'
    '--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="<img src=x onerror=alert(1)>.html"'
    "\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n"
).encode()


@pytest.fixture
def browser(administrator: Agent, signed_in: SignIn) -> Client:
    """Errors are answered, not raised, as on a server."""
    client = signed_in(administrator)
    client.raise_request_exception = False
    return client


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks_or_gives_back_what_runs(secret: Secret, browser: Client, part: int) -> None:
    for route in routes()[part::PARTS]:
        for kind, answer in sent(browser, route.address(secret)):
            assert answer.status_code < 500, (route.name, kind)
            assert not RUNS.search(content(answer)), (route.name, kind)


def test_addresses_may_hold_anything(secret: Secret, browser: Client) -> None:
    asked = dict.fromkeys(("q", "cursor", "filter", "sort", "state", "list", "view", "customer", "tab"), SCRIPT)
    for route in routes():
        for query in (asked, dict.fromkeys(asked, "a\0b"), dict.fromkeys(asked, "9" * 400)):
            answer = browser.get(route.address(secret), query)
            assert answer.status_code < 500, (route, query)
            assert not RUNS.search(content(answer)), (route, query)


def test_what_is_wrong_stands_beside_its_field(secret: Secret, browser: Client) -> None:
    answer = browser.post(f"/cases/{secret.case.number}/resolve/", {"resolution_type": "nonsense"})
    assert answer.status_code in {200, 422}
    assert re.search(r'<select[^>]*name="resolution_type"[^>]*aria-invalid="true"', content(answer))


@pytest.mark.usefixtures("world")
def test_a_hostile_mail_is_shown_as_text_everywhere(browser: Client, deliver: object) -> None:
    from caseway.cases.models import Case
    from caseway.engagement.models import Attachment, Message
    from tests.engagement.email_channel.mails import AT

    envelope = email.Envelope("maria@lumenlabs.example", ("support@caseway.example",), "smtp")
    email.receive_mail(HOSTILE_MAIL, at=AT, envelope=envelope)
    deliver()  # type: ignore[operator]
    message = Message.objects.get(message_id="<hostile@lumenlabs.example>")
    case = Case.objects.get(title__contains="alert")
    pages = ["/", "/queues/gold/", "/queues/general/", "/cases/", "/search/?q=leaks", "/palette/?q=leaks", "/intake/"]
    pages += [f"/cases/{case.number}/{part}" for part in ("", "header/", "timeline/", "pane/")]
    for address in (*pages, f"/customers/contacts/{case.contact_id}/", f"/messages/{message.pk}/html/"):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert not RUNS.search(content(answer)), address
        assert "javascript:alert" not in content(answer), address
    framed = browser.get(f"/messages/{message.pk}/html/")
    assert framed["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    file = browser.get(f"/attachments/{Attachment.objects.get(message=message).pk}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert "script-src" not in file.get("Content-Security-Policy", "")


def sent(browser: Client, address: str) -> Iterator[tuple[str, HttpResponse]]:
    """The form of a page, with each kind of value in every field; what it changed is undone."""
    fields = fields_of(browser.get(address))
    for kind, values in ENCODED.items():
        with transaction.atomic():
            answer = post(browser, address, fields, values)
            transaction.set_rollback(True)
        yield kind, answer


def post(browser: Client, address: str, fields: set[str], values: list[str]) -> HttpResponse:
    """As a browser does, and as none does: lone surrogates go as they are. The values are encoded already."""
    body = "&".join(f"{quote_plus(field)}={value}" for field in fields for value in values)
    return browser.post(address, body, content_type="application/x-www-form-urlencoded")


def fields_of(answer: HttpResponse) -> set[str]:
    if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
        return {"text", "reason", "number", "cases", "agent", "queue", "topics", "path", "html", "kind"}
    return set(FIELDS.findall(content(answer)))
