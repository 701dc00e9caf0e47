"""IMAP against a real Dovecot."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from caseway.engagement.channels.email.jobs.imap import ImapSessions
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.models import Message
from tests.engagement.email_channel import dovecot as dovecots
from tests.engagement.email_channel.dovecot import PASSWORD, Dovecot
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.world import World

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
SOON = 15.0

pytestmark = pytest.mark.skipif(
    dovecots.find_dovecot() is None, reason="Dovecot is not installed: apt-get install dovecot-imapd"
)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecots.running() as server:
        yield server


@pytest.fixture
def user(dovecot: Dovecot) -> Iterator[str]:
    """A user whose mailbox is empty."""
    return f"user{time.monotonic_ns()}"


@pytest.fixture
def sessions(committed_world: World, settings: LazySettings) -> Iterator[ImapSessions]:
    """The IMAP half of the mail process."""
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    sessions = ImapSessions(seconds_between_looks=0.1)
    sessions.start()
    yield sessions
    sessions.stop()


def mailbox(dovecot: Dovecot, user: str, *, address: str = SUPPORT, password: str = PASSWORD) -> Mailbox:
    return Mailbox.objects.create(
        address=address,
        imap_host="127.0.0.1",
        imap_port=dovecot.port,
        imap_user=user,
        imap_password=sealed(password),
        imap_security="none",
    )


def eventually(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def messages() -> int:
    return Message.objects.filter(direction="in").count()


def test_a_mailbox_added_while_running_is_fetched_with_its_times_of_arrival(
    dovecot: Dovecot, user: str, sessions: ImapSessions
) -> None:
    dovecot.append(user, mail(), AT)
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    box = mailbox(dovecot, user)
    eventually(lambda: messages() == 2)
    message = Message.objects.get(message_id="<1@lumenlabs.example>")
    assert (message.at, message.recipients["delivered_to"]) == (AT, [{"name": "", "email": SUPPORT}])
    eventually(lambda: Mailbox.objects.get(pk=box.pk).uid_next == 3)
    assert Mailbox.objects.get(pk=box.pk).health == "good"
    assert not any(b"Seen" in flags for flags in dovecot.flags(user))


def test_new_mail_is_pushed_by_idle(dovecot: Dovecot, user: str, sessions: ImapSessions) -> None:
    mailbox(dovecot, user)
    eventually(lambda: Mailbox.objects.filter(health="good").exists())
    for number in range(5):
        dovecot.append(user, mail(message_id=f"<{number}@lumenlabs.example>"), AT)
        eventually(lambda number=number: messages() == number + 1)  # type: ignore[misc]


def test_after_a_restart_nothing_is_fetched_twice_and_nothing_is_missed(
    dovecot: Dovecot, user: str, sessions: ImapSessions
) -> None:
    dovecot.append(user, mail(), AT)
    box = mailbox(dovecot, user)
    eventually(lambda: Mailbox.objects.get(pk=box.pk).uid_next == 2)
    dovecot.stop()
    eventually(lambda: Mailbox.objects.get(pk=box.pk).health == "failing")
    dovecot.start()
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    eventually(lambda: messages() == 2)
    eventually(lambda: Mailbox.objects.get(pk=box.pk).health == "good")


def test_when_uids_begin_anew_all_is_read_again_and_taken_once(
    dovecot: Dovecot, user: str, sessions: ImapSessions
) -> None:
    dovecot.append(user, mail(), AT)
    box = mailbox(dovecot, user)
    eventually(lambda: Mailbox.objects.get(pk=box.pk).uid_next == 2)
    Mailbox.objects.filter(pk=box.pk).update(is_active=False)
    eventually(lambda: not sessions._sessions)
    before = Mailbox.objects.get(pk=box.pk).uid_validity
    dovecot.empty(user)
    time.sleep(1.1)
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    dovecot.append(user, mail(), AT)
    Mailbox.objects.filter(pk=box.pk).update(is_active=True)
    eventually(lambda: messages() == 2)
    eventually(lambda: Mailbox.objects.get(pk=box.pk).uid_next == 3)
    assert Mailbox.objects.get(pk=box.pk).uid_validity != before


def test_one_bad_mailbox_says_what_is_wrong_and_holds_up_no_other(
    dovecot: Dovecot, user: str, sessions: ImapSessions
) -> None:
    bad = mailbox(dovecot, user, address="returns@caseway.example", password="wrong")
    mailbox(dovecot, f"{user}b")
    dovecot.append(f"{user}b", mail(), AT)
    eventually(lambda: messages() == 1)
    eventually(lambda: Mailbox.objects.get(pk=bad.pk).health == "failing")
    note = Mailbox.objects.get(pk=bad.pk).health_note
    assert "Authentication failed" in note
    assert "wrong" not in note


def test_a_mail_that_cannot_become_a_message_is_held_and_the_next_one_comes(
    dovecot: Dovecot, user: str, sessions: ImapSessions
) -> None:
    dovecot.append(user, b"nothing at all\r\n", AT)
    dovecot.append(user, mail(), AT)
    mailbox(dovecot, user)
    eventually(lambda: messages() == 1)
    assert Quarantine.objects.get().cause == "parse_error"


def test_a_mail_beyond_our_size_stays_on_its_server_and_is_told_of(
    dovecot: Dovecot, user: str, sessions: ImapSessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseway.engagement.channels.email.commands.imap.MOST_BYTES", 2_000)
    dovecot.append(user, mail(subject="Photos", text="x" * 3_000_000), AT)
    mailbox(dovecot, user)
    eventually(Quarantine.objects.exists)
    held = Quarantine.objects.get()
    assert (held.cause, held.subject, b"xxxx" in bytes(held.data)) == ("too_large", "Photos", False)
    assert held.detail == "It has 3 MB. Only its headers were fetched; the mail itself is still in the mailbox."


def test_a_host_in_a_private_network_is_not_connected_to_unasked(
    dovecot: Dovecot, user: str, sessions: ImapSessions, settings: LazySettings
) -> None:
    settings.OUTBOUND_ALLOW = ()
    box = mailbox(dovecot, user)
    eventually(lambda: Mailbox.objects.get(pk=box.pk).health == "failing")
    assert "private network" in Mailbox.objects.get(pk=box.pk).health_note


def test_a_password_is_kept_encrypted(db: None) -> None:
    from caseway.engagement.channels.email.queries import unsealed

    token = sealed(PASSWORD)
    assert PASSWORD not in token
    assert unsealed(token) == PASSWORD
