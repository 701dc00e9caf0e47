"""What leaves encrypted: when it can, when somebody wants it, for whom, and that it never leaves in the open then."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.config.values import SmtpServer
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, MailKey, Sending
from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.protection import Key, rewrapped
from caseway.engagement.channels.email.rules.protection.model import Opened
from caseway.engagement.channels.email.rules.protection.opening import open_mail
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid
from caseway.operations.models import Agent
from caseway.workspace.models import Draft
from tests.callers import make_caller
from tests.engagement.email import keyring
from tests.engagement.email.keyring import MARIA, SUPPORT, WORD, authority, person, pgp_key
from tests.engagement.email_channel.mails import Deliver, free_port, mail, received
from tests.fixtures import SignIn
from tests.world import World

OTTO, NORA = "otto@lumenlabs.example", "nora@lumenlabs.example"
ONE_BY_ONE = 'SELECT "engagement_message"."id", "engagement_message"."facts" FROM'
WORDS = "Close the valve."
Write = Callable[..., Message]


class Server:
    """Takes what comes, but says to each recipient what a test wants."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.answers: dict[str, str] = {}

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.get(envelope.rcpt_tos[0], "250 OK")
        if answer.startswith("2"):
            self.taken.append((envelope.rcpt_tos, bytes(envelope.content or b"")))
        return answer


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    smtp = SmtpServer("127.0.0.1", controller.port, "", "", "none")
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=smtp))
    yield handler
    controller.stop()


@pytest.fixture
def box(world: World) -> Mailbox:
    return Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)


@pytest.fixture
def case(world: World) -> Case:
    return cases.open_case(cases.NewCase(title="Leak", contact=world.maria, origin="email"), actor=SYSTEM)


@pytest.fixture
def write(box: Mailbox, case: Case, owner: Agent, acting: Callable[[Agent], Actor]) -> Write:
    def write(*to: str, **more: object) -> Message:
        new = cases.NewMail(text=WORDS, subject="Leak", to=to, **more)  # type: ignore[arg-type]
        return cases.write_to_customer(case, actor=acting(owner), mail=new)

    return write


def kept(box: Mailbox, data: bytes, passphrase: str = "") -> MailKey:
    return commands.add_key(box, actor=SYSTEM, data=data, passphrase=passphrase)


def know(box: Mailbox, *addresses: str) -> None:
    for address in addresses:
        kept(box, person(address).pem)


def send(message: Message) -> Message:
    commands.send_due()
    message.refresh_from_db()
    return message


def opened(source: bytes, *keys: Key) -> Opened:
    found = open_mail(source, keys, SUPPORT, datetime.now(UTC))
    assert found is not None
    return found


def reads(source: bytes, *keys: Key) -> str:
    found = opened(source, *keys)
    return parse(rewrapped(source, found.entity)).text if found.protection.is_readable else ""


@pytest.mark.parametrize(
    ("theirs", "secret"),
    [
        (lambda: person(MARIA).pem, lambda: person(MARIA).key),
        (lambda: keyring.pgp_public(MARIA).encode(), lambda: pgp_key(MARIA)),
    ],
)
def test_a_mailbox_that_encrypts_does_so_when_there_is_a_key_of_everybody(
    box: Mailbox, server: Server, write: Write, theirs: Callable[[], bytes], secret: Callable[[], Key]
) -> None:
    box = commands.save_mailbox(box, actor=SYSTEM, values={"encrypts": True})
    kept(box, theirs())
    assert send(write(MARIA)).state == "sent"
    assert send(write(MARIA, OTTO)).state == "sent"
    (_to, sealed), (_all, open_one) = server.taken
    assert (WORDS.encode() in sealed, WORDS.encode() in open_one) == (False, True)
    assert reads(sealed, secret()).startswith(WORDS)
    assert reads(sealed, person(OTTO).key, pgp_key(OTTO)) == ""


def test_it_is_signed_first_and_can_be_opened_by_ourselves(box: Mailbox, server: Server, write: Write) -> None:
    commands.sign_with(kept(box, person(SUPPORT).p12, WORD), actor=SYSTEM, signs=True)
    know(box, MARIA)
    send(write(MARIA, encrypt=True))
    [(_to, sealed)] = server.taken
    for key in (person(MARIA).key, person(SUPPORT).key):
        protection = opened(sealed, key, authority().trusted).protection
        assert (protection.is_encrypted, protection.verdict, protection.signer) == (True, "valid", SUPPORT)


def test_what_is_wanted_encrypted_is_refused_at_once_without_a_key(box: Mailbox, server: Server, write: Write) -> None:
    know(box, MARIA)
    with pytest.raises(Invalid) as refused:
        write(MARIA, cc=[OTTO], encrypt=True)
    assert (list(refused.value.fields), OTTO in str(refused.value), MARIA in str(refused.value)) == (
        ["cc"],
        True,
        False,
    )
    assert not Message.objects.exists()


@pytest.mark.parametrize("lose", ["removed", "another's"])
def test_what_is_wanted_encrypted_never_leaves_in_the_open(
    box: Mailbox, server: Server, write: Write, lose: str
) -> None:
    kept(box, keyring.pgp_public(MARIA).encode())
    message = write(MARIA, encrypt=True)
    if lose == "removed":
        commands.remove_key(MailKey.objects.get(), actor=SYSTEM)
    else:
        MailKey.objects.update(public=keyring.pgp_public(OTTO))
    send(message)
    assert (message.state, MARIA in message.send_error, server.taken) == ("failed", True, [])
    kept(box, person(MARIA).pem)
    cases.retry_message(Case.objects.get(), message, actor=SYSTEM)
    assert send(message).state == "sent"
    [(_to, sealed)] = server.taken
    assert (WORDS.encode() in sealed, reads(sealed, person(MARIA).key)[: len(WORDS)]) == (False, WORDS)


def test_nobody_learns_who_reads_it_hidden(box: Mailbox, server: Server, write: Write) -> None:
    """Neither by the headers nor by the envelope: each hidden reader has a copy of their own."""
    know(box, MARIA, OTTO, NORA)
    assert send(write(MARIA, bcc=[OTTO, NORA], encrypt=True)).state == "sent"
    copies = {to[0]: source for to, source in server.taken}
    assert [to for to, _source in server.taken] == [[MARIA], [NORA], [OTTO]]
    for address, source in copies.items():
        readers = [one for one in (MARIA, OTTO, NORA) if reads(source, person(one).key)]
        assert readers == [address]
        assert not any(hidden.encode() in source for hidden in (OTTO, NORA))
    assert len({source.split(b"Message-ID: ")[1].splitlines()[0] for source in copies.values()}) == 1


def test_a_hidden_reader_who_is_refused_for_now_gets_it_later_and_nobody_else_twice(
    box: Mailbox, server: Server, write: Write
) -> None:
    know(box, MARIA, OTTO, NORA)
    server.answers = {OTTO: "451 Later", NORA: "550 5.1.1 No such user"}
    message = send(write(MARIA, bcc=[OTTO, NORA], encrypt=True))
    assert (message.state, Sending.objects.get().remaining) == ("sending", [OTTO])
    server.answers.clear()
    Sending.objects.update(next_at=timezone.now())
    send(message)
    assert [to for to, _source in server.taken] == [[MARIA], [OTTO]]
    assert (message.state, "550 5.1.1" in message.send_error) == ("bounced", True)


def test_people_with_different_kinds_of_keys_get_one_copy_each_kind(box: Mailbox, server: Server, write: Write) -> None:
    know(box, MARIA)
    kept(box, keyring.pgp_public(OTTO).encode())
    send(write(MARIA, OTTO, encrypt=True))
    assert [to for to, _source in server.taken] == [[MARIA], [OTTO]]
    assert [reads(server.taken[0][1], person(MARIA).key)[:5], reads(server.taken[1][1], pgp_key(OTTO))[:5]] == [
        "Close",
        "Close",
    ]


def test_what_came_encrypted_is_not_quoted_in_the_open(
    box: Mailbox, server: Server, owner: Agent, acting: Callable[[Agent], Actor], deliver: Deliver
) -> None:
    kept(box, person(SUPPORT).p12, WORD)
    received(keyring.smime_encrypted(b"Content-Type: text/plain\r\n\r\nMy PIN is 4711.\r\n", person(SUPPORT)))
    deliver()
    case = Case.objects.get()
    for encrypt in (False, True):
        know(box, MARIA) if encrypt else None
        send(cases.reply_to_customer(case, actor=acting(owner), reply=cases.Reply(text=WORDS, encrypt=encrypt)))
    sources = [source for to, source in server.taken if to == [MARIA]][-2:]
    assert "4711" not in parse(sources[0]).text
    assert "4711" in reads(sources[1], person(MARIA).key)


def test_the_composer_offers_it_and_a_message_taken_back_keeps_it(
    box: Mailbox, case: Case, owner: Agent, signed_in: SignIn
) -> None:
    client, page = signed_in(owner), reverse("workspace:case", args=[case.number])
    kept(box, authority().pem)
    assert 'name="encrypt"' not in client.get(page).content.decode()
    know(box, MARIA)
    assert 'name="encrypt" id="reply-encrypt">' in client.get(page).content.decode()
    sheet = {"mode": "reply", "body": "<p>Close it.</p>", "to": OTTO, "encrypt": "on"}
    refused = client.post(reverse("workspace:write", args=[case.number]), sheet)
    assert (refused.status_code, OTTO in refused.content.decode()) == (422, True)
    client.post(reverse("workspace:write", args=[case.number]), sheet | {"to": MARIA})
    message = Message.objects.get()
    assert message.facts["encrypt"] is True
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).content.decode().count("It leaves encrypted, or not at all.</") == 1
    assert not [one["sql"] for one in asked if one["sql"].startswith(ONE_BY_ONE)]
    client.post(reverse("workspace:withdraw_message", args=[message.pk]))
    assert Draft.objects.get(mode="reply").choices["encrypt"] is True
    assert 'id="reply-encrypt" checked>' in client.get(page).content.decode()
    client.post(reverse("workspace:draft", args=[case.number]), {"mode": "reply", "body": "<p>Close</p>"})
    assert 'id="reply-encrypt">' in client.get(page).content.decode()


def test_an_answer_to_encrypted_mail_is_encrypted_unless_one_says_otherwise(
    box: Mailbox, owner: Agent, signed_in: SignIn, deliver: Deliver
) -> None:
    kept(box, person(SUPPORT).p12, WORD)
    know(box, MARIA)
    received(keyring.smime_encrypted(b"Content-Type: text/plain\r\n\r\nIt drips.\r\n", person(SUPPORT)))
    deliver()
    page = signed_in(owner).get(reverse("workspace:case", args=[Case.objects.get().number])).content.decode()
    assert 'id="reply-encrypt" checked>' in page
    received(mail(message_id="<2@x.example>", headers={"In-Reply-To": "<p2@lumenlabs.example>"}))
    deliver()
    page = signed_in(owner).get(reverse("workspace:case", args=[Case.objects.get().number])).content.decode()
    assert 'id="reply-encrypt">' in page


def test_programs_ask_for_it_too(box: Mailbox, case: Case, client: Client) -> None:
    call = make_caller(client, "cases.work", "cases.read")
    refused = call("post", f"/cases/{case.number}/reply", {"text": WORDS, "encrypt": True})
    assert (refused.status_code, MARIA in refused.content.decode()) == (422, True)
    know(box, MARIA)
    assert call("post", f"/cases/{case.number}/reply", {"text": WORDS, "encrypt": True}).status_code == 201
    assert Message.objects.get().facts["encrypt"] is True
