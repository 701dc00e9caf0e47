import asyncio
import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection

from caseway.engagement.channels.email.jobs.doors import Door, listening_at
from caseway.engagement.channels.email.jobs.reception import (
    MOST_CONNECTIONS_A_PEER,
    LmtpSession,
    Reception,
    Room,
    Session,
)
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from tests.engagement.email_channel.mails import SUPPORT, free_port, mail
from tests.world import World


@pytest.fixture
def port(committed_world: World) -> Iterator[int]:
    """A listener as the mail process runs it, in a thread."""
    with listening() as port:
        yield port


@contextmanager
def listening(kind: type[Session] = Session) -> Iterator[int]:
    port, loop, ready, stop = free_port(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def listen() -> None:
        with ThreadPoolExecutor(2) as pool:
            reception = Reception(pool)
            listening = listening_at("127.0.0.1", port)
            door = Door(listening, partial(kind, reception), are_open=reception.sessions.__len__)
            ready.set()
            await stop.wait()
            door.close()
            await reception.finish(5)

    thread = threading.Thread(target=lambda: loop.run_until_complete(listen()))
    thread.start()
    assert ready.wait(5)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@contextmanager
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        yield smtp


def test_a_mail_is_acknowledged_once_it_is_kept_and_then_decided_upon(port: int) -> None:
    with client(port) as smtp:
        smtp.sendmail("maria@lumenlabs.example", [SUPPORT], mail())
        assert Message.objects.get(direction="in").from_email == "maria@lumenlabs.example"
        smtp.sendmail("maria@lumenlabs.example", [SUPPORT], mail())
    assert Message.objects.filter(direction="in").count() == 1
    wait_for_decisions(1)


def wait_for_decisions(count: int) -> None:
    for _attempt in range(100):
        if IntakeLog.objects.count() == count:
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"{IntakeLog.objects.count()} of {count} messages were decided upon")


def test_an_address_that_is_not_ours_is_refused_with_a_sentence(port: int) -> None:
    with client(port) as smtp:
        smtp.ehlo()
        smtp.mail("maria@lumenlabs.example")
        assert smtp.rcpt("nobody@caseway.example") == (550, b"5.1.1 nobody@caseway.example is not an address of ours")
        assert smtp.rcpt("support@elsewhere.example")[0] == 550
        assert smtp.rcpt("Support+anything@CASEWAY.example")[0] == 250


def test_a_mailbox_just_added_is_known_at_once(port: int) -> None:
    with client(port) as smtp:
        smtp.ehlo()
        smtp.mail("maria@lumenlabs.example")
        assert smtp.rcpt("returns@caseway.example")[0] == 550
        Mailbox.objects.create(address="returns@caseway.example")
        assert smtp.rcpt("returns@caseway.example")[0] == 250


def test_a_mail_larger_than_we_take_is_refused_before_it_is_sent(port: int) -> None:
    with client(port) as smtp:
        smtp.ehlo()
        assert smtp.mail("maria@lumenlabs.example", ["SIZE=99999999"])[0] == 552


def test_too_many_large_mails_at_once_are_asked_to_come_again(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "room", Room(3 << 20))
    large = mail(text="x" * (4 << 20))
    with client(port) as smtp:
        smtp.ehlo()
        for content, answer in ((large, 452), (mail(), 250)):
            smtp.mail("maria@lumenlabs.example")
            smtp.rcpt(SUPPORT)
            assert smtp.data(content)[0] == answer
        assert Session.room.taken == 0
        monkeypatch.setattr(Session, "room", Room(8 << 20))
        smtp.sendmail("maria@lumenlabs.example", [SUPPORT], large)
    assert Message.objects.filter(direction="in").count() == 2


def test_very_long_lines_and_unknown_bytes_are_taken(port: int) -> None:
    with client(port) as smtp:
        smtp.sendmail("", [SUPPORT], mail(text="x" * 50_000).replace(b"drips", b"\xff\xfe\0"))
    assert len(Message.objects.get(direction="in").text) == 50_000


def test_one_peer_cannot_take_all_connections(port: int) -> None:
    import socket

    held = [socket.create_connection(("127.0.0.1", port)) for _number in range(MOST_CONNECTIONS_A_PEER)]
    for one in held:
        assert one.recv(3) == b"220"
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        smtplib.SMTP("127.0.0.1", port)
    assert refused.value.smtp_code == 421
    for one in held:
        one.close()


def test_while_the_database_is_away_the_sender_is_asked_to_come_again(port: int) -> None:
    with client(port) as smtp:
        smtp.ehlo()
        smtp.mail("maria@lumenlabs.example")
        assert smtp.rcpt(SUPPORT)[0] == 250
        with away_database():
            assert smtp.data(mail()) == (451, b"4.3.0 Mail cannot be stored at the moment, try again later")
        smtp.sendmail("maria@lumenlabs.example", [SUPPORT], mail())
    assert Message.objects.filter(direction="in").count() == 1


@contextmanager
def away_database() -> Iterator[None]:
    """No new connection is let in, as while a server starts or shuts down."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true CONNECTION LIMIT -1')


def test_twenty_senders_at_once_are_all_kept(port: int) -> None:
    def send(number: int) -> None:
        with client(port) as smtp:
            for part in range(3):
                smtp.sendmail("maria@lumenlabs.example", [SUPPORT], mail(message_id=f"<{number}.{part}@x.example>"))

    with ThreadPoolExecutor(20) as senders:
        list(senders.map(send, range(20)))
    assert Message.objects.filter(direction="in").count() == 60
    wait_for_decisions(60)


@pytest.fixture
def lmtp(committed_world: World) -> Iterator[smtplib.LMTP]:
    with listening(LmtpSession) as port, smtplib.LMTP("127.0.0.1", port) as lmtp:
        yield lmtp


def test_by_lmtp_each_recipient_is_answered_after_the_commit(lmtp: smtplib.LMTP) -> None:
    Mailbox.objects.create(address=SUPPORT)
    Mailbox.objects.create(address="returns@caseway.example")
    lmtp.ehlo()
    lmtp.mail("maria@lumenlabs.example")
    for recipient in (SUPPORT, "returns@caseway.example"):
        assert lmtp.rcpt(recipient)[0] == 250
    assert lmtp.rcpt("nobody@caseway.example")[0] == 550
    assert (lmtp.data(mail()), lmtp.getreply()) == ((250, b"2.0.0 Kept"), (250, b"2.0.0 Kept"))
    [message] = Message.objects.filter(direction="in")
    assert [one["email"] for one in message.recipients["delivered_to"]] == [SUPPORT, "returns@caseway.example"]
    assert lmtp.noop()[0] == 250


def test_by_lmtp_a_refusal_too_is_told_to_each_recipient(lmtp: smtplib.LMTP) -> None:
    lmtp.ehlo()
    assert lmtp.docmd("EHLO me")[0] == 500
    lmtp.mail("maria@lumenlabs.example")
    lmtp.rcpt(SUPPORT)
    lmtp.rcpt("support+more@caseway.example")
    with away_database():
        assert [lmtp.data(mail())[0], lmtp.getreply()[0]] == [451, 451]
    assert lmtp.noop()[0] == 250
    assert not Message.objects.exists()
