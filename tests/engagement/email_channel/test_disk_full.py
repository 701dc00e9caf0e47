"""A disk that takes no more files: the mail is put off, nothing of it is left, and it comes when there is room."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from caseway.cases.models import Case
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.models import Message
from caseway.operations.models import Agent
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import Dovecot
from tests.engagement.email_channel.fetching import AT, eventually, make_mailbox, messages, now
from tests.engagement.email_channel.mails import MARIA, Deliver, mail, receive, received
from tests.fixtures import SignIn
from tests.world import World

LOCAL = "django.core.files.storage.FileSystemStorage"


def with_file(number: int) -> bytes:
    photo = "Content-Type: image/png; name=a.png\nContent-Disposition: attachment\n\nPNG"
    parts = f"--b\n\nSee the photo.\n--b\n{photo}\n--b--\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    return mail(message_id=f"<{number}@lumenlabs.example>", text=parts, headers=headers)


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Where attachments go: a plain file until a test makes room, so that no file can be written below it."""
    folder = tmp_path / "files"
    folder.write_text("full")
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": LOCAL, "OPTIONS": {"location": str(folder)}}}
    return folder


def make_room(folder: Path) -> None:
    folder.unlink()
    folder.mkdir()


def test_a_delivered_mail_is_put_off_until_there_is_room(committed_world: World, folder: Path) -> None:
    with pytest.raises(commands.TryLater):
        receive(with_file(1))
    assert (Message.objects.count(), Quarantine.objects.count()) == (0, 0)
    make_room(folder)
    assert receive(with_file(1)).outcome == "stored"
    assert Message.objects.filter(direction="in").get().attachments.count() == 1


def test_a_fetched_mail_stays_before_the_cursor_until_there_is_room(
    dovecot: Dovecot, user: str, folder: Path, fetching: Fetching
) -> None:
    dovecot.append(user, with_file(1), AT)
    box = make_mailbox(dovecot.port, user)
    fetching()
    eventually(lambda: now(box).health == "failing")
    assert (now(box).uid_next, messages(), Mailbox.objects.get().uid_validity > 0) == (1, 0, True)
    make_room(folder)
    eventually(lambda: messages() == 1)
    eventually(lambda: now(box).uid_next == 2)


@pytest.fixture
def small_disk(settings: LazySettings) -> Iterator[Path]:
    """A disk of half a megabyte for attachments, a real one."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"No disk can be mounted here: {mounted.stderr.decode().strip()}")
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": LOCAL, "OPTIONS": {"location": str(folder)}}}
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def of_size(number: int, kilobytes: int) -> bytes:
    return with_file(number).replace(b"PNG", b"x" * (kilobytes << 10))


def test_what_does_not_fit_on_the_disk_holds_up_nothing_that_does(
    dovecot: Dovecot, user: str, small_disk: Path, fetching: Fetching
) -> None:
    other = small_disk / "other"
    other.write_bytes(b"x" * (200 << 10))
    for number, kilobytes in ((1, 400), (2, 8), (3, 400), (4, 8)):
        dovecot.append(user, of_size(number, kilobytes), AT)
    box = make_mailbox(dovecot.port, user)
    fetching()
    eventually(lambda: messages() == 2)
    eventually(lambda: now(box).health == "failing")
    assert now(box).health_note == "Our disk is full: mail stays on its server until there is room again."
    assert (now(box).uid_next, Quarantine.objects.count()) == (1, 0)

    dovecot.append(user, of_size(5, 8), AT)
    eventually(lambda: messages() == 3)
    other.unlink()
    eventually(lambda: messages() == 4)
    assert sum(path.is_file() for path in small_disk.rglob("*")) == 4
    kept = Message.objects.filter(direction="in").exclude(attachments=None)
    assert {message.message_id for message in kept} == {f"<{number}@lumenlabs.example>" for number in (1, 2, 4, 5)}


def test_what_an_agent_attaches_is_refused_in_a_sentence_while_it_does_not_fit(
    world: World, small_disk: Path, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    received(mail())
    deliver()
    address = f"/cases/{Case.objects.get().number}/write/"
    before = Message.objects.filter(direction="out").count()
    for kilobytes, status in ((600, 503), (100, 302)):
        file = SimpleUploadedFile("a.bin", b"x" * (kilobytes << 10), "application/zip")
        answer = signed_in(supervisor).post(address, {"mode": "reply", "body": "See", "to": MARIA, "files": [file]})
        assert answer.status_code == status
        assert ("The disk is full, so nothing can be saved." in answer.content.decode()) is (status == 503)
    assert Message.objects.filter(direction="out").count() == before + 1
    assert sum(path.is_file() for path in small_disk.rglob("*")) == 1
