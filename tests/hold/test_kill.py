"""While mail arrives, every process is killed in turn: what was accepted is there, once, and all goes on by itself."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from caseway.config.cli.playing import theatre_at
from caseway.config.embedded.places import find_places
from caseway.config.env import embedded_database
from caseway.config.supervisor.programs import is_listening, is_serving
from caseway.config.temporary import Instance
from caseway.setup.story import play
from tests.hold.letters import SUPPORT, MailServer
from tests.processes import pid_of, wait_for

SECONDS_TO_RECOVER = 10.0
SERVERS, LEAST_EACH = 4, 30
VICTIMS = ("mail", "postgres", "worker", "web", "gateway", "postgres", "mail")

pytestmark = [pytest.mark.kill, pytest.mark.slow]


@pytest.fixture(scope="module")
def ordeal(instance: Instance) -> "Ordeal":
    return Ordeal(instance)


@pytest.fixture
def database(instance: Instance) -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded_database(find_places(instance.data).run).url, autocommit=True) as connection:
        yield connection


class Ordeal:
    """Kills everything while mail arrives. `sent` is every mail that was told 250; `seconds` how long each was away."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.seconds: list[tuple[str, float]] = []
        enough = threading.Event()
        servers = [MailServer(number, instance.smtp_port, least=LEAST_EACH, enough=enough) for number in range(SERVERS)]
        for server in servers:
            server.start()
        chance = random.Random(20)  # a seed, so that a failure can be seen again
        try:
            for name in VICTIMS:
                time.sleep(chance.uniform(0.3, 1.2))
                self._kill(name)
        finally:
            enough.set()
            for server in servers:
                server.join(90)
        self.sent = {mail: answered for server in servers for mail, answered in server.sent.mails.items()}
        self.given_up = [mail for server in servers for mail in server.sent.given_up]
        self.retries = sum(server.sent.retries for server in servers)

    def _kill(self, name: str) -> None:
        before = pid_of(self.instance.pid, name)
        os.kill(before, signal.SIGKILL)
        away = wait_for(lambda: pid_of(self.instance.pid, name) not in (0, before) and self.is_whole(), 60)
        self.seconds.append((name, away))

    def is_whole(self) -> bool:
        return (
            is_serving("127.0.0.1", self.instance.port, "/readyz")
            and is_serving("127.0.0.1", self.instance.gateway_port, "/readyz")
            and is_listening("127.0.0.1", self.instance.smtp_port)
            and bool(pid_of(self.instance.pid, "worker"))
        )


def test_everything_is_up_again_within_ten_seconds_of_each_kill(ordeal: Ordeal) -> None:
    assert [name for name, _ in ordeal.seconds] == list(VICTIMS)
    assert max(seconds for _, seconds in ordeal.seconds) < SECONDS_TO_RECOVER, ordeal.seconds


def test_every_mail_was_taken_in_the_end_and_some_only_when_tried_again(ordeal: Ordeal) -> None:
    assert ordeal.given_up == []
    assert len(ordeal.sent) >= SERVERS * LEAST_EACH
    assert ordeal.retries > 0


def test_what_was_left_undone_is_done_by_itself(ordeal: Ordeal, database: psycopg.Connection) -> None:
    wait_for(lambda: not _rows(database, "SELECT 1 FROM kernel_eventdelivery"), 20)
    wait_for(lambda: not _rows(database, "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"), 30)
    assert _rows(database, "SELECT args FROM procrastinate_jobs WHERE status = 'failed'") == []


def test_every_accepted_mail_is_one_message_on_one_case(ordeal: Ordeal, database: psycopg.Connection) -> None:
    found = _rows(
        database,
        "SELECT m.message_id, c.case_id FROM engagement_message m"
        " LEFT JOIN cases_caseconversation c ON c.conversation_id = m.conversation_id"
        " WHERE m.direction = 'in' AND m.message_id LIKE %s",
        "%@shop%",
    )
    assert Counter(mail for mail, _ in found) == Counter(ordeal.sent.keys())
    case_of = dict(found)
    assert None not in case_of.values()
    for mail, answered in ordeal.sent.items():
        if answered:
            assert case_of[mail] == case_of[answered]
    beginnings = [mail for mail, answered in ordeal.sent.items() if not answered]
    assert len({case_of[mail] for mail in beginnings}) == len(beginnings)


def test_each_is_decided_once_and_its_case_waits_once(ordeal: Ordeal, database: psycopg.Connection) -> None:
    outcomes = Counter(
        outcome
        for (outcome,) in _rows(
            database,
            "SELECT l.outcome FROM intake_intakelog l JOIN engagement_message m ON m.id = l.message_id"
            " WHERE m.message_id LIKE %s",
            "%@shop%",
        )
    )
    opened = sum(not answered for answered in ordeal.sent.values())
    assert outcomes == {"opened": opened, "attached": len(ordeal.sent) - opened}
    waiting = _rows(database, "SELECT reference FROM routing_workitem WHERE title LIKE %s", "%stopped%")
    assert len(waiting) == len(set(waiting)) == opened


def test_nobody_is_acknowledged_twice(ordeal: Ordeal, database: psycopg.Connection) -> None:
    twice = _rows(
        database,
        "SELECT m.conversation_id FROM engagement_message m"
        " WHERE m.direction = 'out' AND m.is_auto GROUP BY 1 HAVING count(*) > 1",
    )
    assert twice == []


def test_the_story_works_afterwards(ordeal: Ordeal) -> None:
    instance = ordeal.instance
    values: dict[str, object] = {"CASEWAY_DATA": instance.data, "DATABASE_URL": ""}
    told: list[str] = []
    play(theatre_at(instance.base_url, instance.smtp_port, SUPPORT, values), lambda title, _: told.append(title))
    assert len(told) == 9


def _rows(database: psycopg.Connection, statement: str, *values: object) -> list[tuple[object, ...]]:
    return database.execute(statement, values).fetchall()
