from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.config.values import SmtpServer
from caseway.customers.models import ContactPoint
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.claims import Claim, claim_next
from caseway.engagement.channels.email.models import Mailbox, Sending
from caseway.engagement.models import Message
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import SUPPORT, Deliver, free_port, mail, read, received
from tests.world import World


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=None))
    return tmp_path / "outbox"


@pytest.fixture
def case(world: World, deliver: Deliver, owner: Agent, acting: object) -> Case:
    """A case of Maria's that Ana works on; its acknowledgement has been sent."""
    Mailbox.objects.create(address=SUPPORT, name="Fornello", signature="Fornello customer care", is_default=True)
    received(mail(headers={"References": "<0@lumenlabs.example>"}))
    deliver()
    return Case.objects.get()


@pytest.fixture
def reply(case: Case, owner: Agent, acting: object) -> Message:
    owner.signature = "Ana"
    owner.save()
    answer = cases.Reply(text="Please close the valve.\n\nThen call.", html="<p>Please <b>close</b> the valve.</p>")
    return cases.reply_to_customer(case, actor=acting(owner), reply=answer)  # type: ignore[operator]


def sent(outbox: Path, message: Message) -> EmailMessage:
    return read((outbox / f"{message.pk}.eml").read_bytes())


def test_without_a_server_a_reply_is_kept_in_the_outbox(outbox: Path, reply: Message, deliver: Deliver) -> None:
    deliver()
    reply.refresh_from_db()
    assert (reply.state, reply.sent_at is None, reply.send_error) == ("sent", False, "")
    letter = sent(outbox, reply)
    assert letter["From"] == '"Ana Ferro (Fornello)" <support@caseway.example>'
    assert letter["To"] == "Maria Gomez <maria@lumenlabs.example>"
    assert letter["Subject"] == "Re: Brewer leaks"
    assert letter["Message-ID"] == reply.message_id
    assert letter["In-Reply-To"] == "<1@lumenlabs.example>"
    assert letter["References"].split()[0] == "<1@lumenlabs.example>"
    assert letter["Auto-Submitted"] is None
    assert not Sending.objects.exists()
    assert not list(outbox.glob(".*"))


def test_a_reply_carries_text_and_html_with_signature_and_what_it_answers(
    outbox: Path, reply: Message, deliver: Deliver
) -> None:
    deliver()
    letter = sent(outbox, reply)
    assert letter.get_content_type() == "multipart/alternative"
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == (
        "Please close the valve.\n\nThen call.\n\n-- \nAna\n\n"
        "On 2026-11-23 10:00 UTC, Maria Gomez wrote:\n> It drips.\n"
    )
    html = letter.get_body(("html",)).get_content()
    assert html.startswith('<html><body dir="auto"><p>Please <b>close</b> the valve.</p>')
    assert '<blockquote type="cite"><p>It drips.</p></blockquote>' in html


def test_the_answer_to_a_reply_comes_back_to_its_case(
    outbox: Path, reply: Message, case: Case, deliver: Deliver
) -> None:
    deliver()
    back = received(
        mail(
            sender="Somebody <other@elsewhere.example>",
            to=str(sent(outbox, reply)["Reply-To"]),
            message_id="<2@e.example>",
        ),
        recipients=(),
    )
    assert back.conversation == reply.conversation
    assert back.evidence["by"] == "signed address"


def test_an_acknowledgement_is_marked_as_automatic(outbox: Path, case: Case) -> None:
    letter = sent(outbox, Message.objects.get(direction="out"))
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert letter["X-Caseway-Loop"]
    assert "> It drips." not in letter.get_body(("plain",)).get_content()


def test_what_is_sent_keeps_its_source(outbox: Path, reply: Message, deliver: Deliver) -> None:
    import zlib

    deliver()
    reply.refresh_from_db()
    assert zlib.decompress(reply.source.data) == (outbox / f"{reply.pk}.eml").read_bytes()


def test_a_note_never_leaves(outbox: Path, case: Case, owner: Agent, acting: object, deliver: Deliver) -> None:
    cases.add_note(case, actor=acting(owner), text="SECRET-NOTE")  # type: ignore[operator]
    message = cases.reply_to_customer(case, actor=acting(owner), reply=cases.Reply(text="Hello"))  # type: ignore[operator]
    deliver()
    assert b"SECRET-NOTE" not in (outbox / f"{message.pk}.eml").read_bytes()
    assert "SECRET-NOTE" not in sent(outbox, message).get_body(("html",)).get_content()


def test_a_file_goes_with_the_reply(outbox: Path, case: Case, owner: Agent, acting: object, deliver: Deliver) -> None:
    file = engagement.OutgoingFile(filename="Über\r\nuns.pdf", content_type="application/pdf", content=b"%PDF")
    answer = cases.Reply(text="See the file.", files=[file], bcc=["boss@lumenlabs.example"])
    message = cases.reply_to_customer(case, actor=acting(owner), reply=answer)  # type: ignore[operator]
    deliver()
    [attached] = sent(outbox, message).iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Über uns.pdf", b"%PDF")
    assert b"boss@" not in (outbox / f"{message.pk}.eml").read_bytes()


def test_an_address_that_cannot_be_written_to_fails_at_once(reply: Message, deliver: Deliver) -> None:
    Message.objects.filter(pk=reply.pk).update(recipients={"to": [{"name": "", "email": "not an address"}]})
    deliver()
    reply.refresh_from_db()
    assert reply.state == "failed"
    assert reply.send_error == "“not an address” is not a mail address: correct it and send again."


class Server:
    """A mail server that answers what a test wants."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.data_answer = "250 OK"
        self.taken: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # type: ignore[no-untyped-def]
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]
        if self.data_answer.startswith("250"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data_answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, outbox: Path) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    smtp = SmtpServer("127.0.0.1", controller.port, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, smtp=smtp))
    yield handler
    controller.stop()


def send_again(message: Message) -> Message:
    """As the pulse would, once the time has come."""
    Sending.objects.update(next_at=timezone.now())
    commands.send_due()
    message.refresh_from_db()
    return message


def test_a_server_takes_the_mail_with_a_signed_return_path(server: Server, reply: Message, deliver: Deliver) -> None:
    deliver()
    reply.refresh_from_db()
    [(sender, recipients, content)] = [one for one in server.taken if b"close the valve" in one[2]]
    assert (reply.state, recipients) == ("sent", ["maria@lumenlabs.example"])
    assert sender.startswith(f"support+b{reply.pk}.")
    assert read(content)["Message-ID"] == reply.message_id


def test_what_is_refused_for_now_is_sent_later(server: Server, reply: Message, deliver: Deliver) -> None:
    server.data_answer = "451 4.7.1 Greylisted"
    deliver()
    reply.refresh_from_db()
    assert (reply.state, reply.send_attempts, reply.send_error) == ("queued", 1, "451 4.7.1 Greylisted")
    assert Sending.objects.get(message=reply).next_at - timezone.now() > timedelta(seconds=50)

    server.data_answer = "250 OK"
    assert commands.send_due() == 0
    reply = send_again(reply)
    assert (reply.state, reply.send_error, len(server.taken)) == ("sent", "", 2)


def test_what_is_refused_for_good_is_told_in_the_servers_words(
    server: Server, reply: Message, deliver: Deliver
) -> None:
    server.answers["maria@lumenlabs.example"] = "550 5.1.1 No such user"
    deliver()
    reply.refresh_from_db()
    assert (reply.state, reply.send_error) == ("failed", "maria@lumenlabs.example: 550 5.1.1 No such user")
    assert not Sending.objects.filter(message=reply).exists()
    assert ContactPoint.objects.get(normalized="maria@lumenlabs.example").is_undeliverable


@pytest.mark.parametrize("answer", ["550 5.7.1 Relaying denied", "552 5.3.4 Too large", "451 4.1.1 Ask later"])
def test_an_address_that_is_not_at_fault_stays_reachable(
    answer: str, server: Server, reply: Message, deliver: Deliver
) -> None:
    server.answers["maria@lumenlabs.example"] = answer
    deliver()
    reply.refresh_from_db()
    assert answer[:3] in reply.send_error
    assert not ContactPoint.objects.get(normalized="maria@lumenlabs.example").is_undeliverable


def test_a_server_that_is_away_is_tried_again(
    outbox: Path, monkeypatch: pytest.MonkeyPatch, reply: Message, deliver: Deliver
) -> None:
    away = SmtpServer("127.0.0.1", 1, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, smtp=away))
    deliver()
    reply.refresh_from_db()
    assert (reply.state, reply.send_attempts) == ("queued", 1)
    for _attempt in range(10):
        reply = send_again(reply)
    assert reply.state == "failed"


def test_a_message_whose_job_was_lost_is_found_again(outbox: Path, reply: Message) -> None:
    assert commands.send_due() == 1
    reply.refresh_from_db()
    assert reply.state == "sent"


def test_a_message_whose_file_is_lost_is_told_of_and_holds_up_no_other(
    outbox: Path, case: Case, owner: Agent, acting: object, deliver: Deliver
) -> None:
    file = engagement.OutgoingFile(filename="a.pdf", content_type="image/png", content=b"PNG")
    broken = cases.reply_to_customer(case, actor=acting(owner), reply=cases.Reply(text="One", files=[file]))  # type: ignore[operator]
    whole = cases.reply_to_customer(case, actor=acting(owner), reply=cases.Reply(text="Two"))  # type: ignore[operator]
    attached = broken.attachments.get()
    attached.file.storage.delete(attached.file.name)
    deliver()
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, broken.send_attempts, whole.state) == ("queued", 1, "sent")
    assert "No such file" in broken.send_error


def test_a_message_being_sent_is_not_taken_twice(outbox: Path, reply: Message) -> None:
    assert claim_next(reply.lane) == Claim(reply)
    assert claim_next(reply.lane) is None


def test_a_bounce_is_tied_to_the_message_that_came_back(server: Server, reply: Message, deliver: Deliver) -> None:
    deliver()
    bounced = received(bounce_of(reply.message_id), recipients=())
    reply.refresh_from_db()
    assert (bounced.conversation, bounced.is_bounce, bounced.evidence["by"]) == (reply.conversation, True, "report")
    assert (reply.state, reply.send_error) == (
        "bounced",
        "maria@lumenlabs.example: 550 5.1.1 No such user",
    )
    assert ContactPoint.objects.get(normalized="maria@lumenlabs.example").is_undeliverable


def test_a_bounce_without_our_message_id_is_known_by_its_return_path(
    server: Server, reply: Message, deliver: Deliver
) -> None:
    deliver()
    returned = next(sender for sender, _to, content in server.taken if b"close the valve" in content)
    received(bounce_of("<somebody@elses.example>"), recipients=(returned,))
    reply.refresh_from_db()
    assert reply.state == "bounced"


def test_a_bounce_of_nothing_we_sent_changes_nothing(server: Server, reply: Message, deliver: Deliver) -> None:
    deliver()
    received(bounce_of("<somebody@elses.example>"))
    reply.refresh_from_db()
    assert reply.state == "sent"
    assert not ContactPoint.objects.get(normalized="maria@lumenlabs.example").is_undeliverable


def bounce_of(message_id: str) -> bytes:
    status = (
        "Reporting-MTA: dns; mx.lumenlabs.example\n\n"
        "Final-Recipient: rfc822; maria@lumenlabs.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\n"
    )
    parts = (
        ("text/plain", "It could not be delivered.\n"),
        ("message/delivery-status", status),
        ("text/rfc822-headers", f"From: support@caseway.example\nMessage-ID: {message_id}\nSubject: Re: Brewer\n"),
    )
    body = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts)
    return mail(
        sender="Mail Delivery System <MAILER-DAEMON@lumenlabs.example>",
        subject="Undelivered Mail Returned to Sender",
        message_id="<bounce@lumenlabs.example>",
        text=f"{body}--b--\n",
        headers={"Content-Type": "multipart/report; report-type=delivery-status; boundary=b"},
    )
