"""Kept sources are read again: what is shown may change, never what was said."""

import sys
from subprocess import run

import pytest

from caseway.cases.models import Case
from caseway.cases.queries import search_cases
from caseway.config.cli.mail_reread import reread
from caseway.engagement.channels.email import commands
from caseway.engagement.models import Attachment, Message, RawSource
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import NotAllowed
from caseway.kernel.models import ChangeRecord
from tests.engagement.email_channel.mails import AT, SUPPORT, Deliver, mail, received
from tests.world import World

SAID = (
    "conversation_id", "direction", "state", "from_name", "from_email", "recipients", "subject", "message_id",
    "in_reply_to", "references", "is_auto", "is_bounce", "evidence", "notices", "at", "contact_id",
)  # fmt: skip


@pytest.fixture
def message(world: World, deliver: Deliver) -> Message:
    """Maria's mail with a file, as an older parser left it: a wrong text, a poor name, a file not found."""
    text = (
        "--b\nContent-Type: text/plain\n\nIt drips from the grinder.\n\n"
        "On Mon, 1 Jan 2024 at 10:00, Ana <ana@x.example> wrote:\n> Hello\n"
        '--b\nContent-Type: text/csv; name="parts.csv"\nContent-Disposition: attachment\n\na;b;c\n'
        '--b\nContent-Type: text/csv; name="more.csv"\nContent-Disposition: attachment\n\nd;e\n--b--\n'
    )
    message = received(mail(text=text, headers={"Content-Type": 'multipart/mixed; boundary="b"'}))
    deliver()
    Message.objects.filter(pk=message.pk).update(
        text="Ît drîps", reply_text="Ît drîps", quoted_text="", facts={"is_released": True, "defects": ["old"]}
    )
    Attachment.objects.filter(filename="parts.csv").update(filename="attachment.bin")
    Attachment.objects.filter(filename="more.csv").delete()
    message.refresh_from_db()
    return message


def again(**extent: object) -> list[str]:
    told: list[str] = []
    commands.reread_mail(
        commands.Extent(**extent),  # type: ignore[arg-type]
        actor=SYSTEM,
        report=lambda message_id, differed: told.extend(differed),
    )
    return told


def test_what_is_shown_is_mended_and_what_was_said_stays(message: Message, deliver: Deliver) -> None:
    before = {name: getattr(message, name) for name in SAID}
    source = bytes(RawSource.objects.get(message=message).data)
    told = again()
    deliver()
    message.refresh_from_db()
    assert (message.reply_text.strip(), "Hello" in message.quoted_text) == ("It drips from the grinder.", True)
    assert message.facts == {"is_released": True, "date": "2026-11-23T10:00:00+00:00"}
    assert list(message.attachments.order_by("pk").values_list("filename", flat=True)) == ["parts.csv", "more.csv"]
    assert {name: getattr(message, name) for name in SAID} == before
    assert bytes(RawSource.objects.get(message=message).data) == source
    assert told[-2:] == ["file attachment.bin → parts.csv", "file more.csv was missing"]
    assert ChangeRecord.objects.get(kind="message", action="reread").object_id == message.pk
    assert [hit.case for hit in search_cases(SYSTEM, "grinder")] == [Case.objects.get()]


def test_a_picture_that_no_text_shows_comes_to_the_files(message: Message) -> None:
    again()
    Attachment.objects.filter(filename="parts.csv").update(is_inline=True)
    assert again() == ["file parts.csv stands among the files"]
    assert not message.attachments.filter(is_inline=True).exists()


def test_a_second_time_nothing_differs(message: Message) -> None:
    again()
    assert again() == []
    assert ChangeRecord.objects.filter(action="reread").count() == 1


def test_a_dry_run_says_the_same_and_changes_nothing(message: Message, capsys: pytest.CaptureFixture[str]) -> None:
    assert reread(commands.Extent(), is_dry=True) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f"message {message.pk}: text: 8 → ")
    assert printed[-1] == "1 messages read; 1 would be shown otherwise."
    message.refresh_from_db()
    assert (message.text, message.attachments.count(), ChangeRecord.objects.filter(action="reread").count()) == (
        "Ît drîps",
        1,
        0,
    )


def test_only_what_is_asked_for_is_read(message: Message) -> None:
    assert again(since=AT.replace(year=2027)) == []
    assert again(mailbox="returns@caseway.example") == []
    assert again(after=message.pk) == []
    assert again(since=AT, mailbox=SUPPORT.upper(), after=message.pk - 1) != []


def test_it_is_for_administrators(message: Message) -> None:
    nobody = Actor(kind="agent", id=1, name="Ana")  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        commands.reread_mail(commands.Extent(), actor=nobody, report=lambda _id, _told: None)


def test_the_command_line_explains_it() -> None:
    shown = run(
        [sys.executable, "-m", "caseway", "mail", "reread", "--help"], capture_output=True, text=True, check=True
    )
    assert "--dry-run" in shown.stdout
    assert "--since" in shown.stdout
