"""A disk that takes no more files: the mail is put off, nothing of it is left, and it comes when there is room."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.models import Message
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import Dovecot
from tests.engagement.email_channel.fetching import AT, eventually, make_mailbox, messages, now
from tests.engagement.email_channel.mails import mail, receive
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
