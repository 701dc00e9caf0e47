"""The pipe, as a mail server runs it: a program of its own, judged by its exit code."""

import os
import subprocess
import sys

import pytest

from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.world import World


def pipe(raw: bytes, *options: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "caseway", "mail", "pipe", *options]
    return subprocess.run(command, input=raw, env=os.environ | environment, capture_output=True, check=False)


def test_a_mail_is_kept_and_decided_on_before_the_pipe_ends(committed_world: World) -> None:
    ended = pipe(mail(), "--recipient", "support+x@caseway.example", "--sender", "maria@lumenlabs.example")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert Message.objects.get(direction="in").recipients["delivered_to"] == [{"name": "", "email": SUPPORT}]
    assert IntakeLog.objects.count() == 1


def test_while_the_database_is_away_the_mail_is_to_be_tried_again() -> None:
    ended = pipe(mail(), DATABASE_URL="postgresql://nobody@127.0.0.1:1/caseway")
    assert ended.returncode == 75
    assert b"not now" in ended.stderr


def test_with_a_bad_setting_the_mail_is_to_be_tried_again() -> None:
    assert pipe(mail(), CASEWAY_PORT="none").returncode == 75


@pytest.mark.parametrize(("raw", "options", "code"), [(b"", (), 65), (mail(), ("--recipient", "a@b.example"), 67)])
def test_what_never_can_be_kept_is_refused_for_good(
    committed_world: World, raw: bytes, options: tuple[str, ...], code: int
) -> None:
    assert pipe(raw, *options).returncode == code
    assert not Message.objects.exists()
