"""kill -9 of the mail process: what was acknowledged is there, once, and its case too."""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Count

from caseway.cases.models import Case
from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from caseway.kernel.events import deliver_due
from caseway.kernel.models import EventDelivery
from tests.engagement.email_channel.mails import SUPPORT, free_port, mail
from tests.world import World

MAILS = 60


class MailProcess:
    """The real one, on a port of its own."""

    def __init__(self, log: Path) -> None:
        self.port, self._log = free_port(), log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"CASEWAY_SMTP_PORT": str(self.port)}
        with self._log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "caseway", "mail"], env=environment, stderr=log)
        until = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, self._log.read_text()
            assert time.monotonic() < until
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return True
        except OSError:
            return False


@pytest.fixture
def running(committed_world: World, tmp_path: Path) -> Iterator[MailProcess]:
    running = MailProcess(tmp_path / "mail.log")
    running.start()
    yield running
    assert running.process is not None
    running.process.terminate()
    assert running.process.wait(20) == 0


def accepted(running: MailProcess, numbers: list[int], *, kill_after: int = MAILS) -> list[int]:
    """Send until all are acknowledged, or the process is gone."""
    done: list[int] = []
    with smtplib.SMTP("127.0.0.1", running.port, timeout=10) as smtp:
        for number in numbers:
            if len(done) == kill_after:
                assert running.process is not None
                running.process.kill()
            try:
                smtp.sendmail("maria@lumenlabs.example", [SUPPORT], mail(message_id=f"<{number}@k.example>"))
            except (smtplib.SMTPException, OSError):
                return done
            done.append(number)
    return done


@pytest.mark.kill
def test_after_a_kill_all_that_was_acknowledged_is_there_once(running: MailProcess) -> None:
    first = accepted(running, list(range(MAILS)), kill_after=20)
    assert len(first) >= 20
    assert set(Message.objects.values_list("message_id", flat=True)) >= {f"<{number}@k.example>" for number in first}

    assert running.process is not None
    running.process.wait(10)
    running.start()
    rest = list(range(len(first) - 1, MAILS))
    assert accepted(running, rest) == rest

    until = time.monotonic() + 30
    while IntakeLog.objects.count() < MAILS or EventDelivery.objects.exists():
        deliver_due()
        assert time.monotonic() < until
        time.sleep(0.1)
    assert Message.objects.filter(direction="in").count() == MAILS
    assert Case.objects.count() == MAILS
    assert not Message.objects.values("message_id").annotate(number=Count("pk")).filter(number__gt=1).exists()
