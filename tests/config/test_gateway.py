"""The gateway with real WebSockets and real NOTIFY: who is told what, who is turned away, who is seen."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from caseway.config.embedded import server
from caseway.config.env import read_env
from caseway.config.supervisor.programs import is_serving
from caseway.kernel.tokens import TokenError, read_report, read_topics, sign_topics
from tests.processes import PATIENCE, wait_for

SECRET = "s" * 50


class Running:
    """A database, a gateway on it, and tokens it takes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.environment = os.environ | {
            "CASEWAY_DATA": str(folder),
            "DATABASE_URL": "",
            "CASEWAY_SECRET_KEY": SECRET,
            "CASEWAY_PORT": str(port + 1 if port < 65_000 else port - 1),
            "CASEWAY_GATEWAY_PORT": str(port),
        }
        self.settings = read_env(self.environment)
        self.port = port

    def token(
        self, actor: str = "agent:1", name: str = "Ada", topics: tuple[str, ...] = ("case:1",), minutes: int = 5
    ) -> str:
        key = self.settings.gateway_key
        return sign_topics(key, actor=actor, name=name, topics=topics, minutes=minutes)

    @contextmanager
    def page(
        self, *, origin: str | None = None, token: str | None = None, **claims: object
    ) -> Iterator[ClientConnection]:
        """Connected and taken in: what is told from now on is for it too."""
        address = f"ws://127.0.0.1:{self.port}/live?token={self.token(**claims) if token is None else token}"
        with connect(address, origin=origin, open_timeout=PATIENCE) as page:
            assert heard(page) == {"welcome": True}
            yield page

    def notify(self, payload: object, channel: str = "caseway") -> None:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        with psycopg.connect(self.settings.database.url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", [channel, text])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gateway_on(folder: Path, **settings: str) -> Iterator[Running]:
    running = Running(folder, free_port())
    running.environment |= settings
    process = subprocess.Popen([sys.executable, "-m", "caseway", "gateway"], env=running.environment)
    try:
        wait_for(lambda: is_serving("127.0.0.1", running.port, "/readyz"))
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def gateway(shared_folder: Path) -> Iterator[Running]:
    with server.running(shared_folder, log=subprocess.DEVNULL, is_durable=False), gateway_on(shared_folder) as running:
        yield running


def heard(page: ClientConnection) -> object:
    return json.loads(page.recv(PATIENCE))


def hears_nothing(page: ClientConnection) -> bool:
    try:
        page.recv(0.3)
    except TimeoutError:
        return True
    return False


def say(page: ClientConnection, **message: object) -> None:
    page.send(json.dumps(message))


def presence(topic: str, *people: tuple[str, str, bool]) -> dict[str, object]:
    shown = [{"actor": actor, "name": name, "typing": is_typing} for actor, name, is_typing in people]
    return {"presence": topic, "people": shown}


def code_of(page: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        page.recv(PATIENCE)
    assert closed.value.rcvd is not None
    return int(closed.value.rcvd.code)


def test_a_page_hears_of_its_topics_and_of_no_other(gateway: Running) -> None:
    with gateway.page(topics=("case:1", "queue:2")) as mine, gateway.page(topics=("case:9",)) as other:
        gateway.notify({"topics": ["case:1", "case:7"]})
        assert heard(mine) == {"topic": "case:1"}
        gateway.notify({"topics": ["queue:2"]})
        assert heard(mine) == {"topic": "queue:2"}
        assert hears_nothing(other)


def test_a_notice_of_too_many_topics_makes_every_page_fetch_again(gateway: Running) -> None:
    with gateway.page() as page:
        gateway.notify({"refetch": True})
        assert heard(page) == {"refetch": True}


def test_a_notice_that_cannot_be_read_makes_pages_fetch_again_and_ends_nothing(gateway: Running) -> None:
    with gateway.page() as page:
        for payload in ("nonsense", "[]", "{}", '{"topics": 5}'):
            gateway.notify(payload)
            assert heard(page) == {"refetch": True}
        gateway.notify({"topics": ["case:1"]})
        assert heard(page) == {"topic": "case:1"}


def test_without_a_good_token_nobody_is_let_in(gateway: Running) -> None:
    good = gateway.token()
    for token in ("", "x.y", good[:-2], good + "A", gateway.token(minutes=-1)):
        with pytest.raises(InvalidStatus) as refused, gateway.page(token=token):
            pass
        assert refused.value.response.status_code == 403


def test_a_page_of_another_site_is_not_let_in(gateway: Running) -> None:
    with pytest.raises(InvalidStatus) as refused, gateway.page(origin="https://evil.example"):
        pass
    assert refused.value.response.status_code == 403
    with gateway.page(origin=gateway.settings.base_url) as page:
        say(page, view="case:1")
        assert heard(page) == presence("case:1", ("agent:1", "Ada", False))


def test_people_see_who_else_has_the_case_open_types_and_leaves(gateway: Running) -> None:
    topics = ("case:20",)
    with gateway.page(topics=topics) as ada:
        say(ada, view="case:20")
        assert heard(ada) == presence("case:20", ("agent:1", "Ada", False))
        with gateway.page(actor="agent:2", name="Bo", topics=topics) as bo:
            say(bo, view="case:20")
            both = presence("case:20", ("agent:1", "Ada", False), ("agent:2", "Bo", False))
            assert heard(ada) == heard(bo) == both
            say(bo, typing=True)
            typing = presence("case:20", ("agent:1", "Ada", False), ("agent:2", "Bo", True))
            assert heard(ada) == heard(bo) == typing
            say(bo, typing=False)
            assert heard(ada) == both
        assert heard(ada) == presence("case:20", ("agent:1", "Ada", False))
        say(ada, view=None)
        assert heard(ada) == presence("case:20")


def test_two_pages_of_one_person_are_one_person(gateway: Running) -> None:
    with gateway.page(topics=("case:21",)) as first, gateway.page(topics=("case:21",)) as second:
        say(first, view="case:21")
        assert heard(first) == heard(second) == presence("case:21", ("agent:1", "Ada", False))
        say(second, view="case:21")
        assert heard(second) == presence("case:21", ("agent:1", "Ada", False))
        assert hears_nothing(first)


def test_gateways_show_each_other_their_people(gateway: Running, shared_folder: Path) -> None:
    with gateway.page(topics=("case:30",)) as ada:
        say(ada, view="case:30")
        assert heard(ada) == presence("case:30", ("agent:1", "Ada", False))
        with gateway_on(shared_folder) as second:
            with second.page(actor="agent:2", name="Bo", topics=("case:30",)) as bo:
                say(bo, view="case:30")
                both = presence("case:30", ("agent:1", "Ada", False), ("agent:2", "Bo", False))
                assert heard(ada) == both
                wait_for(lambda: heard(bo) == both)
            assert heard(ada) == presence("case:30", ("agent:1", "Ada", False))


@pytest.mark.parametrize(
    "message",
    [
        '{"view": "case:2"}',
        '{"view": 1}',
        '{"typing": "yes"}',
        '{"token": "x"}',
        "nonsense",
        "[]",
        "[" * 5000,
        '"view"',
    ],
)
def test_what_a_page_may_not_say_ends_its_connection(gateway: Running, message: str) -> None:
    with gateway.page() as page:
        page.send(message)
        assert code_of(page) in (1008, 4401)


def test_a_message_too_long_or_too_many_end_the_connection(gateway: Running) -> None:
    with gateway.page() as page:
        page.send('"' + "x" * 30_000 + '"')
        assert code_of(page) == 1009
    with gateway.page() as page:
        for _ in range(60):
            say(page, typing=True)
        assert code_of(page) == 1008


def test_bytes_are_not_a_message(gateway: Running) -> None:
    with gateway.page() as page:
        page.send(b"\x00\x01")
        assert code_of(page) == 1008


def test_one_actor_holds_at_most_twenty_connections(gateway: Running) -> None:
    with ExitStack() as pages:
        for _ in range(20):
            pages.enter_context(gateway.page(actor="agent:50"))
        assert refuses(gateway, "agent:50")
        assert not refuses(gateway, "agent:51")
    wait_for(lambda: not refuses(gateway, "agent:50"))


def refuses(gateway: Running, actor: str) -> bool:
    try:
        with gateway.page(actor=actor):
            return False
    except InvalidStatus:
        return True


def test_a_connection_ends_with_its_token_unless_a_fresh_one_comes(gateway: Running) -> None:
    key = gateway.settings.gateway_key
    soon = sign_topics(key, actor="agent:1", name="Ada", topics=["case:1"], minutes=0.05)
    with gateway.page(token=soon) as ending, gateway.page(token=soon) as renewed:
        say(renewed, token=gateway.token(topics=("case:2",)))
        assert code_of(ending) == 4401
        gateway.notify({"topics": ["case:1", "case:2"]})
        assert heard(renewed) == {"topic": "case:2"}


def test_another_persons_token_does_not_renew(gateway: Running) -> None:
    with gateway.page() as page:
        say(page, token=gateway.token(actor="agent:2"))
        assert code_of(page) == 1008


def test_a_reader_that_does_not_read_is_told_once_for_each_topic(gateway: Running) -> None:
    with gateway.page(topics=("case:40", "case:41")) as slow:
        for _ in range(300):
            gateway.notify({"topics": ["case:40"]})
        gateway.notify({"topics": ["case:41"]})
        seen = 0
        while heard(slow) == {"topic": "case:40"}:
            seen += 1
        assert 1 <= seen <= 300


@pytest.mark.kill
def test_after_a_gap_in_listening_every_page_is_told_to_fetch_again(folder: Path) -> None:
    places = server.prepare(folder, is_durable=False)
    database = server.start(places, subprocess.DEVNULL)
    server.wait_until_ready(places, database)
    with gateway_on(folder) as gateway, gateway.page() as page:
        database.send_signal(signal.SIGKILL)
        database.wait()
        wait_for(lambda: not is_serving("127.0.0.1", gateway.port, "/readyz"))
        assert is_serving("127.0.0.1", gateway.port, "/healthz")
        server.end_leftovers(places.data)
        database = server.start(places, subprocess.DEVNULL)
        server.wait_until_ready(places, database)
        assert heard(page) == {"refetch": True}
        gateway.notify({"topics": ["case:1"]})
        assert heard(page) == {"topic": "case:1"}
    server.stop(database)


class Ear(BaseHTTPRequestHandler):
    """Stands in for the web process: keeps what it is told."""

    reports: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reports.append((self.path, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing is logged."""


def test_the_gateway_reports_who_has_a_page_open(shared_folder: Path, gateway: Running) -> None:
    with HTTPServer(("127.0.0.1", 0), Ear) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        with gateway_on(shared_folder, CASEWAY_INTERNAL_URL=f"http://127.0.0.1:{web.server_port}") as reporting:

            def here() -> frozenset[str]:
                path, body = Ear.reports[-1]
                assert path == "/internal/sessions"
                return read_report(reporting.settings.report_key, body).actors

            wait_for(lambda: Ear.reports)
            assert here() == frozenset()
            with reporting.page(actor="agent:1"), reporting.page(actor="agent:2"):
                with reporting.page(actor="agent:1"):
                    wait_for(lambda: here() == {"agent:1", "agent:2"})
                assert here() == {"agent:1", "agent:2"}
            wait_for(lambda: here() == frozenset())
            with pytest.raises(TokenError):
                read_topics(reporting.settings.gateway_key, Ear.reports[-1][1])
        web.shutdown()


def test_the_gateway_does_not_import_django(gateway: Running) -> None:
    code = "import sys, caseway.config.gateway; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=gateway.environment, check=False).returncode == 0
