"""A receiver on this machine, and events of our own to send it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from caseway.kernel.events import Event, publish
from caseway.kernel.models import EventRecord
from caseway.kernel.rows import write_waiting


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Event):
    subject: ClassVar[str] = "kettle"
    kettle_id: int
    degrees: int


@dataclass
class Receiver:
    """What arrived (headers, body), and what is answered: the status of each request in turn, then 200."""

    url: str
    seen: list[tuple[dict[str, str], str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            there.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(there.statuses.pop(0) if there.statuses else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    there = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


def boil(degrees: int = 100) -> EventRecord:
    record = publish(KettleBoiled(kettle_id=7, degrees=degrees, actor="system:0"))
    write_waiting()
    return EventRecord.objects.get(pk=record.pk)
