"""A real disk that fills up under everything, PostgreSQL killed on it: what was accepted is there, once, and all heals.

For the night (`make ordeal`), as root: it mounts a disk of its own.
"""

import os
import shutil
import signal
import smtplib
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from caseway.config.embedded.places import find_places
from caseway.config.env import embedded_database
from caseway.config.temporary import Instance, is_up, temporary_instance
from tests.engagement.email_channel import dovecot as dovecots
from tests.engagement.email_channel.dovecot import Dovecot
from tests.hold.letters import SUPPORT, MailServer
from tests.hold.test_nothing_lost import FOUND, Postman, fetch_support
from tests.processes import pid_of, wait_for

MEGABYTES = 420
SECONDS_FULL = 20.0

pytestmark = [
    pytest.mark.kill,
    pytest.mark.slow,
    pytest.mark.skipif("ORDEAL_MAILS" not in os.environ, reason="For the night: make ordeal"),
    pytest.mark.skipif(dovecots.find_dovecot() is None, reason="Dovecot is not installed"),
]


class Disk:
    """A small one, with all of an installation on it, its log included."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.filler = folder, folder / "filler"

    def fill(self) -> None:
        with self.filler.open("ab", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)

    def free(self) -> None:
        self.filler.unlink()


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    folder = Path(tempfile.mkdtemp(prefix="caseway-full-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"No disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecots.running() as server:
        yield server


@pytest.fixture(scope="module")
def instance(disk: Disk, dovecot: Dovecot) -> Iterator[Instance]:
    data = disk.folder / "data"
    data.mkdir(mode=0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWAY_OUTBOUND_ALLOW", "127.0.0.0/8")
        patch.setenv("TMPDIR", str(disk.folder))
        with temporary_instance(data) as started:
            fetch_support(started, dovecot)
            yield started


@pytest.fixture(scope="module")
def told(instance: Instance, disk: Disk, dovecot: Dovecot) -> "Told":
    return Told(instance, disk, dovecot)


class Told:
    """What mail servers, a browser and PostgreSQL's users heard while the disk was full, and what was accepted."""

    def __init__(self, instance: Instance, disk: Disk, dovecot: Dovecot) -> None:
        self.instance = instance
        enough = threading.Event()
        servers = [MailServer(number, instance.smtp_port, least=20, enough=enough) for number in range(2)]
        postman = Postman(dovecot, 40)
        for thread in (*servers, postman):
            thread.start()
        time.sleep(2)
        disk.fill()
        self.answers = self._refusals(disk)
        self.page = self._page()
        os.kill(pid_of(instance.pid, "postgres"), signal.SIGKILL)
        time.sleep(5)
        self.after_kill = [_answer(instance.smtp_port)]
        self.supervisor_lives = Path(f"/proc/{instance.pid}").exists()
        disk.free()
        began = time.monotonic()
        wait_for(lambda: is_up(instance.base_url) and _answer(instance.smtp_port) == 250, 60)
        self.seconds = time.monotonic() - began
        enough.set()
        for thread in (*servers, postman):
            thread.join(120)
        self.given_up = [one for server in servers for one in server.sent.given_up]
        self.retries = sum(server.sent.retries for server in servers)
        self.accepted = {*postman.put, *(one for server in servers for one in server.sent.mails)}

    def _refusals(self, disk: Disk) -> list[int]:
        answers, until = [], time.monotonic() + SECONDS_FULL
        while time.monotonic() < until:
            disk.fill()
            answers.append(_answer(self.instance.smtp_port))
            time.sleep(0.2)
        return answers

    def _page(self) -> httpx.Response:
        with httpx.Client(base_url=self.instance.base_url, timeout=30) as client:
            client.get("/accounts/login/")
            fields = {"login": "ana@caseway.example", "password": "kitchen-demo-1"}
            fields["csrfmiddlewaretoken"] = client.cookies["caseway_csrf"]
            return client.post("/accounts/login/", data=fields)


probes = iter(range(1_000_000))


def _answer(port: int) -> int:
    """What a mail of a kilobyte is told; 0 when nobody answers."""
    number = next(probes)
    head = f"From: probe{number}@probe.example\r\nSubject: Probe\r\nMessage-ID: <{number}@probe.example>\r\n\r\n"
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
            server.sendmail("probe@probe.example", [SUPPORT], head + "x" * 1000)
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0]
    except smtplib.SMTPResponseException as error:
        return error.smtp_code
    except OSError:
        return 0
    return 250


@pytest.fixture
def database(told: Told, instance: Instance) -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded_database(find_places(instance.data).run).url, autocommit=True) as connection:
        yield connection


def test_senders_are_asked_to_come_again_and_never_refused_for_good(told: Told) -> None:
    assert set(told.answers) <= {250, 451}
    assert told.answers.count(451) > 10
    assert told.after_kill[0] in (0, 451)
    assert told.retries > 0
    assert told.given_up == []


def test_a_page_says_what_is_wrong(told: Told) -> None:
    assert told.page.status_code == 503
    assert "The disk is full, so nothing can be saved." in told.page.text


def test_all_goes_on_by_itself(told: Told) -> None:
    assert told.supervisor_lives
    assert told.seconds < 40


def test_each_accepted_mail_is_one_message_on_one_case(told: Told, database: psycopg.Connection) -> None:
    wait_for(lambda: len(database.execute(FOUND).fetchall()) >= len(told.accepted), 120)
    wait_for(lambda: not database.execute("SELECT 1 FROM kernel_eventdelivery").fetchall(), 90)
    found = database.execute(FOUND).fetchall()
    assert {message_id for message_id, _messages, _cases in found} == told.accepted
    assert Counter((messages, cases) for _id, messages, cases in found) == {(1, 1): len(told.accepted)}
    assert database.execute("SELECT cause, detail FROM email_quarantine").fetchall() == []
    assert database.execute("SELECT count(*) FROM kernel_eventdelivery WHERE is_dead").fetchone() == (0,)
