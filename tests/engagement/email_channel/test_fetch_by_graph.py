"""Microsoft Graph, spoken by a server of our own as its documentation says: delta pages, MIME, forgotten cursors."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import LazySettings
from django.utils import timezone

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, MailboxSignIn, MailProvider, Quarantine
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from tests.engagement.email_channel.authority import name_server
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.fetching import eventually, messages, now
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.world import World

PAGE = 2
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class Microsoft:
    """A mailbox in arrival order. Cursors carry the number of mails seen, and an age that may be forgotten."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.age = 1
        self.broken: set[str] = set()
        self.base = ""

    def put(self, name: str, raw: bytes) -> None:
        self.mails.append((name, raw))

    def answer(self, path: str, token: str) -> tuple[int, bytes]:
        if token != "Bearer access-1":
            return 401, _error("InvalidAuthenticationToken", "Access token is empty.")
        parts = urlsplit(path)
        if unquote(parts.path) == f"/v1.0/users/{SUPPORT}/mailFolders/inbox/messages/delta":
            return self._delta({name: values[0] for name, values in parse_qs(parts.query).items()})
        name = unquote(parts.path).removeprefix(f"/v1.0/users/{SUPPORT}/messages/").removesuffix("/$value")
        if name in self.broken:
            return 500, _error("ErrorInternalServerError", "The mail cannot be read.")
        raw = dict(self.mails).get(name)
        return (200, raw) if raw else (404, _error("ErrorItemNotFound", "It is not there."))

    def _delta(self, query: dict[str, str]) -> tuple[int, bytes]:
        age, seen = (int(part) for part in query.get("$token", f"{self.age}.0").split("."))
        if age != self.age:
            return 410, _error("SyncStateNotFound", "The sync state is not found.")
        assert "$token" in query or query["changeType"] == "created"
        found = self.mails[seen : seen + PAGE]
        reached = seen + len(found)
        link = "@odata.nextLink" if reached < len(self.mails) else "@odata.deltaLink"
        value: list[dict[str, object]] = [{"id": name, "receivedDateTime": AT.isoformat()} for name, _raw in found]
        value.append({"id": "gone", "@removed": {"reason": "deleted"}})
        url = f"{self.base}/v1.0/users/{SUPPORT}/mailFolders/inbox/messages/delta?$token={self.age}.{reached}"
        return 200, json.dumps({"value": value, link: url}).encode()


def _error(code: str, message: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()


@contextmanager
def serving(microsoft: Microsoft) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = microsoft.answer(self.path, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        microsoft.base = f"http://127.0.0.1:{server.server_port}"
        yield
        server.shutdown()


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    microsoft = Microsoft()
    with serving(microsoft):
        yield microsoft


def make_box(microsoft: Microsoft) -> Mailbox:
    provider = MailProvider.objects.create(
        name="Ours", kind="microsoft", client_id="c", client_secret=sealed("s"), api_url=f"{microsoft.base}/v1.0"
    )
    box = Mailbox.objects.create(address=SUPPORT, way_in="microsoft", provider=provider, signed_in_at=timezone.now())
    later = timezone.now() + timedelta(hours=1)
    MailboxSignIn.objects.create(
        mailbox=box, refresh_token=sealed("r"), access_token=sealed("access-1"), access_ends_at=later
    )
    return box


def letter(number: int) -> bytes:
    return mail(message_id=f"<{number}@lumenlabs.example>", text=f"Number {number}.\n")


def test_mails_are_read_page_by_page_and_new_ones_as_they_come(fetching: Fetching, microsoft: Microsoft) -> None:
    for number in range(5):
        microsoft.put(f"AAMk/{number}=", letter(number))
    box = make_box(microsoft)
    fetching()
    eventually(lambda: messages() == 5)
    assert Message.objects.get(message_id="<0@lumenlabs.example>").at == AT
    microsoft.put("AAMk/5=", letter(5))
    eventually(lambda: now(box).delta_link.endswith("=1.6"))
    assert (messages(), now(box).health) == (6, "good")


def test_when_graph_forgets_the_cursor_all_is_read_again_and_taken_once(
    fetching: Fetching, microsoft: Microsoft
) -> None:
    microsoft.put("1", letter(1))
    box = make_box(microsoft)
    fetching()
    eventually(lambda: now(box).delta_link.endswith("=1.1"))
    microsoft.age = 2
    microsoft.put("2", letter(2))
    eventually(lambda: now(box).delta_link.endswith("=2.2"))
    assert messages() == 2


def test_a_mail_that_graph_does_not_hand_over_holds_up_no_other_and_is_told_of(
    fetching: Fetching, microsoft: Microsoft
) -> None:
    microsoft.put("bad", letter(1))
    microsoft.put("good", letter(2))
    microsoft.broken.add("bad")
    box = make_box(microsoft)
    fetching()
    eventually(lambda: messages() == 1)
    eventually(Quarantine.objects.exists)
    assert Quarantine.objects.get().cause == "not_fetched"
    eventually(lambda: now(box).delta_link.endswith("=1.2"))


def test_a_token_that_graph_does_not_know_is_told_in_its_words(fetching: Fetching, microsoft: Microsoft) -> None:
    box = make_box(microsoft)
    MailboxSignIn.objects.update(access_token=sealed("another"))
    fetching()
    eventually(lambda: now(box).health == "failing")
    assert now(box).health_note == "InvalidAuthenticationToken: Access token is empty."


def test_the_set_up_check_asks_graph(committed_world: World, settings: LazySettings, microsoft: Microsoft) -> None:
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    box = make_box(microsoft)
    with name_server({}) as address:
        settings.CASEWAY = replace(settings.CASEWAY, dns_server=address, smtp=None)
        first = commands.examine_mailbox(box, actor=SYSTEM)[0]
        MailboxSignIn.objects.update(access_token=sealed("another"))
        second = commands.examine_mailbox(box, actor=SYSTEM)[0]
    assert (first.title, first.state, first.said) == ("Microsoft Graph", "ok", "The folder INBOX can be read.")
    assert (second.state, "InvalidAuthenticationToken" in second.said) == ("bad", True)
