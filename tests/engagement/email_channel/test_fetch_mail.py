"""IMAP against a real Dovecot, also over a bad line."""

import time
from dataclasses import replace

import pytest
from django.conf import LazySettings

from caseway.engagement.channels.email.jobs.imap import ImapSession
from caseway.engagement.channels.email.jobs.sessions import Sessions
from caseway.engagement.channels.email.models import HealthSpell, Mailbox, Quarantine
from caseway.engagement.channels.email.queries import sealed, unsealed
from caseway.engagement.models import Message
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import PASSWORD, Dovecot
from tests.engagement.email_channel.fetching import AT, QUICK, eventually, make_mailbox, messages, now
from tests.engagement.email_channel.interference import Interference
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.engagement.email_channel.test_listen import away_database
from tests.world import World


def test_a_mailbox_added_while_running_is_fetched_with_its_times_of_arrival(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    dovecot.append(user, mail(), AT)
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    box = make_mailbox(dovecot.port, user)
    eventually(lambda: messages() == 2)
    message = Message.objects.get(message_id="<1@lumenlabs.example>")
    assert (message.at, message.recipients["delivered_to"]) == (AT, [{"name": "", "email": SUPPORT}])
    eventually(lambda: now(box).uid_next == 3)
    assert now(box).health == "good"
    assert not any(b"Seen" in flags for flags in dovecot.flags(user))


def test_new_mail_is_pushed_by_idle(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    make_mailbox(dovecot.port, user)
    eventually(lambda: Mailbox.objects.filter(health="good").exists())
    for number in range(5):
        dovecot.append(user, mail(message_id=f"<{number}@lumenlabs.example>"), AT)
        eventually(lambda number=number: messages() == number + 1)  # type: ignore[misc]


def test_after_a_restart_nothing_is_fetched_twice_and_nothing_is_missed(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    dovecot.append(user, mail(), AT)
    box = make_mailbox(dovecot.port, user)
    eventually(lambda: now(box).uid_next == 2)
    dovecot.stop()
    eventually(lambda: now(box).health == "failing")
    dovecot.start()
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    eventually(lambda: messages() == 2)
    eventually(lambda: now(box).health == "good")


def test_when_uids_begin_anew_all_is_read_again_and_taken_once(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    dovecot.append(user, mail(), AT)
    box = make_mailbox(dovecot.port, user)
    eventually(lambda: now(box).uid_next == 2)
    Mailbox.objects.filter(pk=box.pk).update(is_active=False)
    eventually(lambda: len(sessions) == 0)
    before = now(box).uid_validity
    dovecot.empty(user)
    time.sleep(1.1)
    dovecot.append(user, mail(message_id="<2@lumenlabs.example>"), AT)
    dovecot.append(user, mail(), AT)
    Mailbox.objects.filter(pk=box.pk).update(is_active=True)
    eventually(lambda: messages() == 2)
    eventually(lambda: now(box).uid_next == 3)
    assert now(box).uid_validity != before


def test_one_bad_mailbox_says_what_is_wrong_and_holds_up_no_other(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    bad = make_mailbox(dovecot.port, user, address="returns@caseway.example", password="wrong")
    make_mailbox(dovecot.port, f"{user}b")
    dovecot.append(f"{user}b", mail(), AT)
    eventually(lambda: messages() == 1)
    eventually(lambda: now(bad).health == "failing")
    note = now(bad).health_note
    assert "Authentication failed" in note
    assert "wrong" not in note


def test_a_mail_that_cannot_become_a_message_is_held_and_the_next_one_comes(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    dovecot.append(user, b"nothing at all\r\n", AT)
    dovecot.append(user, mail(), AT)
    make_mailbox(dovecot.port, user)
    eventually(lambda: messages() == 1)
    assert Quarantine.objects.get().cause == "parse_error"


def test_a_mail_beyond_our_size_stays_on_its_server_and_is_told_of(
    dovecot: Dovecot, user: str, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseway.engagement.channels.email.commands.imap.MOST_BYTES", 2_000)
    dovecot.append(user, mail(subject="Photos", text="x" * 3_000_000), AT)
    make_mailbox(dovecot.port, user)
    eventually(Quarantine.objects.exists)
    held = Quarantine.objects.get()
    assert (held.cause, held.subject, b"xxxx" in bytes(held.data)) == ("too_large", "Photos", False)
    assert held.detail == "It has 3 MB. Only its headers were fetched; the mail itself is still in the mailbox."


def test_a_host_in_a_private_network_is_not_connected_to_unasked(
    dovecot: Dovecot, user: str, sessions: Sessions, settings: LazySettings
) -> None:
    settings.OUTBOUND_ALLOW = ()
    box = make_mailbox(dovecot.port, user)
    eventually(lambda: now(box).health == "failing")
    assert "private network" in now(box).health_note


def test_a_password_is_kept_encrypted(db: None) -> None:
    token = sealed(PASSWORD)
    assert PASSWORD not in token
    assert unsealed(token) == PASSWORD


def mail_number(number: int, *, text: str = "It drips.\n") -> bytes:
    return mail(message_id=f"<{number}@lumenlabs.example>", text=text)


def test_a_line_that_breaks_in_the_middle_of_a_mail_loses_nothing_and_repeats_nothing(
    dovecot: Dovecot, user: str, line: Interference, sessions: Sessions
) -> None:
    line.cut_on, line.cuts_left = b"BREAKS HERE", 2
    for number, text in enumerate(("Fine.\n", "It BREAKS HERE.\n", "Fine too.\n")):
        dovecot.append(user, mail_number(number, text=text), AT)
    box = make_mailbox(line.port, user)
    eventually(lambda: now(box).uid_next == 4)
    assert (messages(), line.cuts, Quarantine.objects.count()) == (3, 2, 0)
    assert "BREAKS HERE" in Message.objects.get(message_id="<1@lumenlabs.example>").text


def test_a_mail_that_always_breaks_the_line_holds_up_no_other_and_is_told_of(
    dovecot: Dovecot, user: str, line: Interference, fetching: Fetching
) -> None:
    line.cut_on, line.cuts_left = b"BREAKS HERE", 1_000
    dovecot.append(user, mail_number(1, text="It BREAKS HERE.\n"), AT)
    dovecot.append(user, mail_number(2), AT)
    box = make_mailbox(line.port, user)
    fetching()
    eventually(lambda: messages() == 1)
    eventually(Quarantine.objects.exists)
    held = Quarantine.objects.get()
    assert (held.cause, held.subject) == ("not_fetched", "Brewer leaks")
    assert held.detail.startswith("Its server did not hand over mail 1 in ")
    eventually(lambda: now(box).uid_next == 3)
    dovecot.append(user, mail_number(3), AT)
    eventually(lambda: messages() == 2)


def test_a_mail_that_the_server_refuses_to_hand_over_holds_up_no_other(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    dovecot.append(user, mail_number(1), AT)
    dovecot.append(user, mail_number(2), AT)
    dovecot.break_oldest(user)
    box = make_mailbox(dovecot.port, user)
    fetching()
    eventually(lambda: messages() == 1)
    eventually(Quarantine.objects.exists)
    assert Quarantine.objects.get().cause == "not_fetched"
    eventually(lambda: now(box).uid_next == 3)


def test_a_server_that_never_greets_is_told_of_and_delays_no_other(
    dovecot: Dovecot, user: str, line: Interference, fetching: Fetching
) -> None:
    line.is_silent = True
    bad = make_mailbox(line.port, user, address="returns@caseway.example")
    make_mailbox(dovecot.port, f"{user}b")
    dovecot.append(f"{user}b", mail(), AT)
    fetching(replace(QUICK, silence=0.3))
    eventually(lambda: messages() == 1)
    eventually(lambda: now(bad).health == "failing")
    assert now(bad).health_note == "It did not answer in time."


def test_a_server_that_stalls_in_the_middle_of_a_mail_is_left_and_asked_again(
    dovecot: Dovecot, user: str, line: Interference, fetching: Fetching
) -> None:
    line.stall_on = b"STALLS HERE"
    dovecot.append(user, mail(text="It STALLS HERE.\n"), AT)
    box = make_mailbox(line.port, user)
    fetching(replace(QUICK, silence=0.3, tries=1_000))
    eventually(lambda: now(box).health == "failing")
    line.stall_on = b""
    eventually(lambda: messages() == 1)
    assert not Quarantine.objects.exists()


def test_a_folder_that_is_not_there_is_told_of_until_it_is(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    box = make_mailbox(dovecot.port, user, folder="Support")
    eventually(lambda: now(box).health == "failing")
    assert "Mailbox doesn't exist: Support" in now(box).health_note
    dovecot.append(user, mail(), AT, folder="Support")
    eventually(lambda: messages() == 1)


def test_the_history_says_since_when_and_how_often_in_whose_words(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    dovecot.append(user, mail_number(1), AT)
    dovecot.append(user, mail_number(2), AT)
    box = make_mailbox(dovecot.port, user, password="wrong")
    eventually(lambda: HealthSpell.objects.filter(attempts__gte=2).exists())
    Mailbox.objects.update(fetch_password=sealed(PASSWORD))
    eventually(lambda: HealthSpell.objects.filter(mails=2).exists())
    good, failing = HealthSpell.objects.filter(mailbox=box)
    assert (good.health, good.note, good.ended_at) == ("good", "", None)
    assert (failing.health, failing.mails, failing.ended_at) == ("failing", 0, good.began_at)
    assert "Authentication failed" in failing.note


def test_a_folder_with_gaps_larger_than_one_question_is_read_to_its_end(
    dovecot: Dovecot, user: str, fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseway.engagement.channels.email.commands.imap.UIDS_AT_ONCE", 3)
    for number in range(11):
        dovecot.append(user, mail_number(number), AT)
    box = make_mailbox(dovecot.port, user)
    fetching()
    eventually(lambda: now(box).uid_next == 12)
    assert messages() == 11


def test_a_password_beyond_ascii_is_carried_to_the_server(dovecot: Dovecot, user: str, sessions: Sessions) -> None:
    box = make_mailbox(dovecot.port, user, password="fâlsch")
    eventually(lambda: now(box).health == "failing")
    assert "Authentication failed" in now(box).health_note


class Mortal(ImapSession):
    """A session that ends unexpectedly when it begins for the first time."""

    lives = 0

    def run(self) -> None:
        Mortal.lives += 1
        if Mortal.lives > 1:
            super().run()


def test_a_session_that_died_is_begun_anew(
    dovecot: Dovecot, user: str, committed_world: World, settings: LazySettings
) -> None:
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    dovecot.append(user, mail(), AT)
    make_mailbox(dovecot.port, user)
    sessions = Sessions({"imap": Mortal}, pace=QUICK)
    sessions.start()
    try:
        eventually(lambda: messages() == 1)
    finally:
        sessions.stop()
    assert Mortal.lives == 2


def test_while_the_database_is_away_mail_waits_and_then_comes_once(
    dovecot: Dovecot, user: str, sessions: Sessions
) -> None:
    box = make_mailbox(dovecot.port, user)
    dovecot.append(user, mail_number(1), AT)
    eventually(lambda: now(box).uid_next == 2)
    with away_database():
        dovecot.append(user, mail_number(2), AT)
        dovecot.append(user, mail_number(3), AT)
        eventually(lambda: any(session.failures for session in sessions._running.values()))
        assert (now(box).uid_next, messages()) == (2, 1)
    eventually(lambda: now(box).uid_next == 4)
    assert (messages(), Quarantine.objects.count()) == (3, 0)
    eventually(lambda: now(box).health == "good")
