"""POP3 against a real Dovecot, also over a bad line."""

import imaplib
from collections.abc import Iterator

import pytest

from caseway.engagement.channels.email.jobs.sessions import Sessions
from caseway.engagement.channels.email.models import Mailbox, Quarantine, TakenMail
from caseway.engagement.models import Message
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import PASSWORD, Dovecot
from tests.engagement.email_channel.fetching import AT, eventually, make_mailbox, messages, now
from tests.engagement.email_channel.interference import Interference, interfering
from tests.engagement.email_channel.mails import mail


@pytest.fixture
def pop_line(dovecot: Dovecot) -> Iterator[Interference]:
    with interfering(dovecot.pop3_port) as line:
        yield line


def make_pop_mailbox(port: int, user: str, **values: object) -> Mailbox:
    return make_mailbox(port, user, way_in="pop3", **values)


def put(dovecot: Dovecot, user: str, number: int, text: str = "It drips.\n") -> None:
    dovecot.append(user, mail(message_id=f"<{number}@lumenlabs.example>", text=text), AT)


def on_server(dovecot: Dovecot, user: str) -> int:
    with imaplib.IMAP4("127.0.0.1", dovecot.port, 5) as client:
        client.login(user, PASSWORD)
        return int(client.select("INBOX", readonly=True)[1][0] or b"0")


def test_mail_is_taken_once_and_left_on_its_server(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    put(dovecot, user, 1)
    box = make_pop_mailbox(dovecot.pop3_port, user)
    eventually(lambda: messages() == 1)
    put(dovecot, user, 2, text="x" * 5_000 + "\n.\n..two\n")
    eventually(lambda: messages() == 2)
    eventually(lambda: TakenMail.objects.count() == 2)
    assert (now(box).health, on_server(dovecot, user)) == ("good", 2)
    assert Message.objects.get(message_id="<2@lumenlabs.example>").text == "x" * 5_000 + "\n.\n..two"


def test_mail_is_removed_from_its_server_once_it_is_kept_where_that_is_wanted(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    put(dovecot, user, 1)
    put(dovecot, user, 2)
    make_pop_mailbox(dovecot.pop3_port, user, leaves_mail=False)
    eventually(lambda: on_server(dovecot, user) == 0)
    assert messages() == 2
    eventually(lambda: not TakenMail.objects.exists())


def test_what_is_too_large_stays_on_its_server_in_any_case(
    dovecot: Dovecot, user: str, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseway.engagement.channels.email.commands.pop.MOST_BYTES", 2_000)
    put(dovecot, user, 1, text="x" * 3_000)
    put(dovecot, user, 2)
    make_pop_mailbox(dovecot.pop3_port, user, leaves_mail=False)
    eventually(lambda: on_server(dovecot, user) == 1)
    assert (messages(), Quarantine.objects.get().cause) == (1, "too_large")


def test_after_a_restart_nothing_is_taken_twice(dovecot: Dovecot, user: str, fetching: Fetching) -> None:
    put(dovecot, user, 1)
    make_pop_mailbox(dovecot.pop3_port, user)
    first = fetching()
    eventually(lambda: TakenMail.objects.count() == 1)
    first.stop()
    put(dovecot, user, 2)
    fetching()
    eventually(lambda: TakenMail.objects.count() == 2)
    assert messages() == 2


def test_a_mail_that_always_breaks_the_line_holds_up_no_other_and_is_told_of(
    dovecot: Dovecot, user: str, pop_line: Interference, sessions: Sessions
) -> None:
    pop_line.cut_on, pop_line.cuts_left = b"BREAKS HERE", 1_000
    put(dovecot, user, 1, text="It BREAKS HERE.\n")
    put(dovecot, user, 2)
    make_pop_mailbox(pop_line.port, user, leaves_mail=False)
    eventually(lambda: messages() == 1)
    eventually(lambda: on_server(dovecot, user) == 1)
    held = Quarantine.objects.get()
    assert (held.cause, "in 3 attempts" in held.detail) == ("not_fetched", True)


def test_a_wrong_password_is_told_in_the_servers_words(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    box = make_pop_mailbox(dovecot.pop3_port, user, password="wrong")
    eventually(lambda: now(box).health == "failing")
    assert "Authentication failed" in now(box).health_note
    assert "wrong" not in now(box).health_note
