"""Mail comes by SMTP and is fetched by IMAP at once while everything is killed at random: each is there, exactly once.

The gate sends some hundreds; `make ordeal` sends 2,000 and kills more often (ORDEAL_MAILS).
"""

import os
import random
import shutil
import signal
import smtplib
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from caseway.config.embedded.places import find_places
from caseway.config.env import embedded_database
from caseway.config.temporary import Instance, command, environment, temporary_instance
from tests.engagement.email_channel import dovecot as dovecots
from tests.engagement.email_channel.dovecot import PASSWORD, Dovecot
from tests.engagement.email_channel.mails import mail
from tests.hold.letters import SUPPORT, MailServer
from tests.processes import children_of, pid_of, wait_for

MAILS = int(os.environ.get("ORDEAL_MAILS", "240"))
SERVERS = 4
KILLS = max(4, MAILS // 100)
USER = "support"
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
VICTIMS = ("mail", "one of mail", "postgres", "worker", "web", "gateway")

pytestmark = [
    pytest.mark.kill,
    pytest.mark.slow,
    pytest.mark.skipif(dovecots.find_dovecot() is None, reason="Dovecot is not installed"),
]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecots.running() as server:
        yield server


@pytest.fixture(scope="module")
def instance(dovecot: Dovecot) -> Iterator[Instance]:
    """One whose support mailbox is fetched from Dovecot, beside what is delivered to it."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-ordeal-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWAY_OUTBOUND_ALLOW", "127.0.0.0/8")
        patch.setenv("CASEWAY_MAIL_PROCESSES", "2")
        with temporary_instance(folder) as started:
            fetch_support(started, dovecot)
            yield started
    shutil.rmtree(folder)


def fetch_support(instance: Instance, dovecot: Dovecot) -> None:
    values: dict[str, object] = {"CASEWAY_DATA": instance.data, "DATABASE_URL": "", "CASEWAY_DEMO_DATA": ""}
    made = subprocess.run(
        command("token", "create", "admin@caseway.example"), env=environment(values), capture_output=True, check=True
    )
    headers = {"Authorization": f"Bearer {made.stdout.decode().strip()}"}
    with httpx.Client(base_url=f"{instance.base_url}/api/v1", headers=headers, timeout=30) as api:
        boxes = api.get("/mailboxes").json()["items"]
        box = next(one for one in boxes if one["address"] == SUPPORT)
        fetched = {
            "way_in": "imap",
            "fetch_host": "127.0.0.1",
            "fetch_port": dovecot.port,
            "fetch_security": "none",
            "fetch_user": USER,
            "password": PASSWORD,
        }
        assert api.patch(f"/mailboxes/{box['id']}", json=fetched).status_code == 200


class Postman(threading.Thread):
    """Puts mails into the mailbox, every eighth twice. `put` are their Message-IDs."""

    def __init__(self, dovecot: Dovecot, number: int) -> None:
        super().__init__(daemon=True)
        self.dovecot, self.number, self.put = dovecot, number, list[str]()

    def run(self) -> None:
        for number in range(self.number):
            message_id = f"<{number}@fetched.example>"
            sender = f"fetched{number}@fetched.example"
            raw = mail(message_id=message_id, sender=sender, subject=f"Kettle {number}", text=f"Number {number}.\n")
            for _copy in range(1 + (number % 8 == 0)):
                self.dovecot.append(USER, raw, AT)
            self.put.append(message_id)
            time.sleep(0.05)


@pytest.fixture(scope="module")
def sent(instance: Instance, dovecot: Dovecot) -> set[str]:
    """The Message-IDs of all that was accepted or put, after all was killed and is up again."""
    enough = threading.Event()
    least = MAILS // 2 // SERVERS
    servers = [MailServer(number, instance.smtp_port, least=least, enough=enough) for number in range(SERVERS)]
    postman = Postman(dovecot, MAILS // 2)
    for thread in (*servers, postman):
        thread.start()
    chance = random.Random(7)  # a seed, so that a failure can be seen again
    try:
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.2, 2.0))
            if victim := _victim(instance, chance):
                os.kill(victim, signal.SIGKILL)
    finally:
        enough.set()
        for thread in (*servers, postman):
            thread.join(300)
    assert [one for server in servers for one in server.sent.given_up] == []
    return {*postman.put, *(one for server in servers for one in server.sent.mails)}


def _victim(instance: Instance, chance: random.Random) -> int:
    """Any of the processes, the one that forks the mail processes or one of these; 0 while there is none."""
    name = chance.choice(VICTIMS)
    if name != "one of mail":
        return pid_of(instance.pid, name)
    mail = pid_of(instance.pid, "mail")
    members = children_of(mail) if mail else []
    return chance.choice(members) if members else 0


@pytest.fixture
def database(instance: Instance) -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded_database(find_places(instance.data).run).url, autocommit=True) as connection:
        yield connection


FOUND = """
SELECT m.message_id, count(DISTINCT m.id), count(DISTINCT c.case_id)
FROM engagement_message m LEFT JOIN cases_caseconversation c ON c.conversation_id = m.conversation_id
WHERE m.direction = 'in' AND (m.message_id LIKE '%@shop%' OR m.message_id LIKE '%@fetched.example>')
GROUP BY 1
"""


def test_each_accepted_mail_is_exactly_one_message_on_exactly_one_case(
    sent: set[str], database: psycopg.Connection
) -> None:
    assert len(sent) >= MAILS - SERVERS
    wait_for(lambda: len(database.execute(FOUND).fetchall()) >= len(sent), 120)
    wait_for(lambda: not database.execute("SELECT 1 FROM kernel_eventdelivery").fetchall(), 60)
    found = database.execute(FOUND).fetchall()
    assert {message_id for message_id, _messages, _cases in found} == sent
    assert Counter((messages, cases) for _id, messages, cases in found) == {(1, 1): len(sent)}
    assert database.execute("SELECT cause, detail FROM email_quarantine").fetchall() == []


def test_the_mailbox_is_read_to_its_end_and_served_again(sent: set[str], database: psycopg.Connection) -> None:
    state = "SELECT health, uid_next FROM email_mailbox WHERE address = %s"
    copies = sum(message_id.endswith("@fetched.example>") for message_id in sent)
    copies += len(range(0, copies, 8))
    wait_for(lambda: database.execute(state, [SUPPORT]).fetchone() == ("good", copies + 1), 60)


def test_no_connection_is_refused_while_both_mail_processes_are_started_again(
    sent: set[str], instance: Instance
) -> None:
    wait_for(lambda: pid_of(instance.pid, "mail"), 30)
    mail_pid = pid_of(instance.pid, "mail")
    wait_for(lambda: len(children_of(mail_pid)) == 2, 30)
    killed = children_of(mail_pid)
    for member in killed:
        os.kill(member, signal.SIGKILL)
        with smtplib.SMTP("127.0.0.1", instance.smtp_port, timeout=30) as smtp:
            assert smtp.noop()[0] == 250
    wait_for(lambda: len({*children_of(mail_pid)} - {*killed}) == 2, 30)
