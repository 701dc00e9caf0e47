"""Mail leaves lane by lane: what is slow, limited or half refused holds up nothing else."""

import asyncio
import base64
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import settings
from django.db import connection
from django.utils import timezone

from caseway.cases import commands as cases
from caseway.config.values import SmtpServer
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands import claims, transport
from caseway.engagement.channels.email.commands.claims import claim_next
from caseway.engagement.channels.email.commands.transport import Carriers
from caseway.engagement.channels.email.jobs.dispatch import Dispatch
from caseway.engagement.channels.email.models import DomainPace, Mailbox, MailboxSignIn, MailProvider, Sending, WayOut
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import free_port, read
from tests.world import World

Write = Callable[..., Message]


class Server:
    """A mail server that says what a test wants of each recipient, and counts its connections."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[list[str]] = []
        self.identities: list[str] = []
        self.logins: list[bytes] = []
        self.greetings = 0
        self.breaks_after_data = False
        self.thinks = 0.0

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:  # type: ignore[no-untyped-def]
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login)
        return AuthResult(success=data.password == b"open sesame")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # type: ignore[no-untyped-def]
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # type: ignore[no-untyped-def]
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]
        self.taken.append(envelope.rcpt_tos)
        self.identities.append(read(envelope.content)["Message-ID"])
        await asyncio.sleep(self.thinks)
        if self.breaks_after_data:
            server.transport.abort()
        return "250 OK"


def listening(handler: Server, **options: object) -> Controller:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)  # type: ignore[arg-type]
    controller.start()
    return controller


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    handler = Server()
    controller = listening(handler)
    smtp = SmtpServer("127.0.0.1", controller.port, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=smtp))
    yield handler
    controller.stop()


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    return Mailbox.objects.create(address="support@caseway.example", name="Fornello", is_default=True)


@pytest.fixture
def ana(owner: Agent, acting: Callable[[Agent], Actor]) -> Actor:
    return acting(owner)


@pytest.fixture
def write(mailbox: Mailbox, world: World, ana: Actor) -> Write:
    new = cases.NewCase(title="Brewer leaks", contact=world.maria, origin="email")
    case = cases.pick_case(cases.open_case(new, actor=SYSTEM), actor=ana)

    def write(*to: str, **more: object) -> Message:
        return cases.write_to_customer(case, actor=ana, mail=cases.NewMail(text="Hello", to=to, **more))  # type: ignore[arg-type]

    return write


def again(message: Message) -> Message:
    Sending.objects.update(next_at=timezone.now())
    commands.send_due()
    message.refresh_from_db()
    return message


def test_mails_of_a_lane_share_a_connection(server: Server, write: Write) -> None:
    for number in range(3):
        write(f"a{number}@one.example")
    assert commands.send_due() == 3
    assert (len(server.taken), server.greetings) == (3, 1)


def test_a_connection_is_kept_for_the_next_mail_and_given_up_when_idle(server: Server, write: Write) -> None:
    carriers = Carriers()
    for _round in range(2):
        lane = write("a@one.example").lane
        commands.Lane(lane, carriers).run()
    assert server.greetings == 1
    carriers.close_idle(0)
    commands.Lane(write("a@one.example").lane, carriers).run()
    carriers.close_idle(0)
    assert (server.greetings, len(server.taken)) == (2, 3)


def test_recipients_refused_for_now_are_tried_again_alone(server: Server, write: Write) -> None:
    server.answers = {"b@one.example": "450 4.2.1 Try later", "c@one.example": "550 5.1.1 No such user"}
    message = write("a@one.example", "b@one.example", "c@one.example")
    commands.send_due()
    message.refresh_from_db()
    assert (message.state, message.send_error) == ("sending", "b@one.example: 450 4.2.1 Try later")
    server.answers.pop("b@one.example")
    message = again(message)
    assert server.taken == [["a@one.example"], ["b@one.example"]]
    assert (message.state, message.send_error) == ("bounced", "c@one.example: 550 5.1.1 No such user")
    assert message.source.size > 100


def test_what_some_got_and_the_rest_never_took_has_come_back(server: Server, write: Write) -> None:
    server.answers = {"b@one.example": "450 4.2.1 Try later"}
    message = write("a@one.example", "b@one.example")
    for _attempt in range(11):
        message = again(message)
    assert (message.state, message.send_error) == ("bounced", "b@one.example: 450 4.2.1 Try later")
    assert server.taken == [["a@one.example"]]


def test_a_mail_of_which_nobody_said_whether_it_was_taken_cannot_be_taken_back(
    server: Server, write: Write, ana: Actor
) -> None:
    server.breaks_after_data = True
    message = write("a@one.example")
    commands.send_due()
    message.refresh_from_db()
    assert (message.state, message.send_attempts) == ("sending", 1)
    server.breaks_after_data = False
    assert again(message).state == "sent"


TWICE_FULL = """
CREATE SEQUENCE tries;
CREATE FUNCTION twice_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER twice_full BEFORE INSERT ON engagement_rawsource FOR EACH ROW EXECUTE FUNCTION twice_full()
"""


def test_what_a_server_took_is_not_forgotten_while_the_database_is_away(server: Server, write: Write) -> None:
    message = write("a@one.example")
    with connection.cursor() as cursor:
        cursor.execute(TWICE_FULL)
    assert commands.Lane(message.lane, Carriers(), pause=0.0).run() == 1
    message.refresh_from_db()
    assert (message.state, message.send_attempts, len(server.taken)) == ("sent", 0, 1)


def test_a_server_may_think_longer_about_a_mail_than_about_a_command(
    server: Server, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "SECONDS", 0.3)
    server.thinks = 0.6
    message = write("a@one.example")
    commands.send_due()
    message.refresh_from_db()
    assert (message.state, len(server.taken)) == ("sent", 1)


def test_a_hand_over_ends_before_its_lease_however_slow_the_server(
    server: Server, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert claims.LEASE.total_seconds() > transport.SECONDS_TO_CONNECT + transport.SECONDS_A_MAIL + 60
    monkeypatch.setattr(transport, "SECONDS_A_MAIL", 0.2)
    server.thinks = 5.0
    message = write("a@one.example")
    commands.send_due()
    message.refresh_from_db()
    assert (message.state, message.send_attempts) == ("sending", 1)


def test_a_clock_that_was_put_back_holds_up_no_domain(
    server: Server, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, mail_rates={"one.example": 60}))
    DomainPace.objects.create(domain="one.example", next_at=timezone.now() + timedelta(days=400))
    for _number in range(4):
        write("a@one.example")
    assert commands.send_due() == 2
    assert DomainPace.objects.get().next_at < timezone.now() + timedelta(seconds=4)


def test_a_rate_lets_so_many_leave_and_keeps_the_others(
    server: Server, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, mail_rates={"one.example": 60}))
    for _number in range(4):
        write("a@one.example")
    write("a@two.example")
    assert commands.send_due() == 3
    assert sorted(to[0] for to in server.taken) == ["a@one.example", "a@one.example", "a@two.example"]
    assert Message.objects.filter(state="queued", send_attempts=0).count() == 2


def test_a_mailbox_sends_by_its_own_server_with_its_own_password(
    server: Server, write: Write, mailbox: Mailbox, settings: object
) -> None:
    own = Server()
    controller = listening(own, authenticator=own.authenticate, auth_require_tls=False)
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)  # type: ignore[attr-defined]
    WayOut.objects.create(
        mailbox=mailbox,
        host="127.0.0.1",
        port=controller.port,
        security="none",
        user="support",
        password=sealed("open sesame"),
    )
    message = write("a@one.example")
    commands.send_due()
    controller.stop()
    message.refresh_from_db()
    assert (message.state, own.logins, own.taken, server.taken) == ("sent", [b"support"], [["a@one.example"]], [])


def test_a_mailbox_that_signs_in_at_a_provider_sends_with_its_token(
    server: Server, write: Write, mailbox: Mailbox, settings: object
) -> None:
    own, shown = Server(), []

    async def auth_XOAUTH2(server, args) -> AuthResult:  # type: ignore[no-untyped-def]
        shown.append(base64.b64decode(args[1]))
        return AuthResult(success=True, auth_data=b"support")

    own.auth_XOAUTH2 = auth_XOAUTH2  # type: ignore[attr-defined]
    controller = listening(own, auth_require_tls=False)
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)  # type: ignore[attr-defined]
    mailbox.provider = MailProvider.objects.create(name="Google", kind="google", client_id="c", client_secret="s")
    mailbox.save()
    MailboxSignIn.objects.create(
        mailbox=mailbox,
        refresh_token=sealed("r"),
        access_token=sealed("t0ken"),
        access_ends_at=timezone.now() + timedelta(hours=1),
    )
    WayOut.objects.create(mailbox=mailbox, host="127.0.0.1", port=controller.port, security="none")
    message = write("a@one.example")
    commands.send_due()
    controller.stop()
    message.refresh_from_db()
    assert (message.state, shown) == ("sent", [b"user=support@caseway.example\1auth=Bearer t0ken\1\1"])


def test_a_server_in_a_private_network_is_called_only_if_it_is_allowed(
    server: Server, write: Write, mailbox: Mailbox
) -> None:
    WayOut.objects.create(mailbox=mailbox, host="127.0.0.1", port=25, security="none")
    message = write("a@one.example")
    commands.send_due()
    message.refresh_from_db()
    assert message.state == "queued"
    assert message.send_error.startswith("127.0.0.1 is in a private network.")


def test_one_server_that_is_away_costs_one_attempt_and_ends_its_lane(
    server: Server, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = SmtpServer("127.0.0.1", 1, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, smtp=away))
    first, second = write("a@one.example"), write("b@one.example")
    assert commands.send_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.send_attempts, second.send_attempts) == (1, 0)
    assert first.send_error.startswith("127.0.0.1 did not let us in: ")
    assert Sending.objects.get().next_at - timezone.now() > timedelta(seconds=50)


@pytest.mark.django_db(transaction=True)
def test_a_slow_domain_holds_up_no_other(
    committed_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = Server(), threading.Event()

    async def handle_RCPT(server, session, envelope, address, options) -> str:  # type: ignore[no-untyped-def]
        envelope.rcpt_tos.append(address)
        while address.endswith("slow.example") and not fast.is_set():
            await asyncio.sleep(0.02)
        return "250 OK"

    async def handle_DATA(server, session, envelope) -> str:  # type: ignore[no-untyped-def]
        slow.taken.append(envelope.rcpt_tos)
        if envelope.rcpt_tos == ["b@fast.example"]:
            fast.set()
        return "250 OK"

    slow.handle_RCPT, slow.handle_DATA = handle_RCPT, handle_DATA  # type: ignore[method-assign]
    controller = listening(slow)
    smtp = SmtpServer("127.0.0.1", controller.port, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=smtp))
    case = cases.open_case(cases.NewCase(title="Brewer", contact=committed_world.maria, origin="email"), actor=SYSTEM)
    for address in ("a@slow.example", "b@fast.example"):
        cases.write_to_customer(case, actor=SYSTEM, mail=cases.NewMail(text="Hello", to=[address]))
    dispatch = Dispatch()
    assert dispatch.send_due() == 2
    dispatch.close()
    controller.stop()
    assert slow.taken == [["b@fast.example"], ["a@slow.example"]]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_what_a_killed_sender_left_goes_again_under_the_same_identity(server: Server, write: Write) -> None:
    """The server said that it took the mail; whoever sent it died before that was written down."""
    message = write("a@one.example")
    carriers = Carriers()
    lane = commands.Lane(message.lane, carriers)
    claim = claim_next(message.lane)
    assert claim is not None
    lane._leave(claim)
    lane._let_go()
    carriers.close_idle(0)
    message.refresh_from_db()
    assert (message.state, commands.send_due()) == ("sending", 0)
    lease = Sending.objects.get(message=message).next_at - timezone.now()
    assert timedelta(minutes=14) < lease <= timedelta(minutes=15)
    assert again(message).state == "sent"
    first, second = server.identities
    assert first == second == message.message_id
