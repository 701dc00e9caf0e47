"""What we send stands in the customer's own mailbox, on a real server, in the conversation a mail client would show.

And what they answer from there comes back to the same case, hop after hop.
"""

import imaplib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import pytest
from django.conf import settings

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from tests.engagement.email_channel.dovecot import PASSWORD, Dovecot
from tests.engagement.email_channel.mails import AT, SUPPORT, Deliver, mail, read, received
from tests.world import World


@dataclass
class Customer:
    """Maria's mailbox on Dovecot: what she sends is kept there too, as by her own mail program."""

    dovecot: Dovecot
    user: str
    outbox: Path
    deliver: Deliver
    mails: list[EmailMessage] = field(default_factory=list)

    def get(self, message: Message) -> EmailMessage:
        """Let our message leave, and put it into her mailbox as it left."""
        self.deliver()
        source = (self.outbox / f"{message.pk}.eml").read_bytes()
        return self._keep(source)

    def write(self, raw: bytes) -> Message:
        self._keep(raw)
        message = received(raw)
        self.deliver()
        return message

    def answer(self, letter: EmailMessage, text: str, *, subject: str = "") -> Message:
        """As mail programs do: to the Reply-To, under the letter, with its references and its own identity."""
        answer = EmailMessage(policy=SMTP)
        answer["From"], answer["To"] = "Maria Gomez <maria@lumenlabs.example>", letter["Reply-To"]
        answer["Subject"] = subject or letter["Subject"]
        answer["Date"] = format_datetime(AT + timedelta(minutes=len(self.mails)))
        answer["Message-ID"] = f"<{len(self.mails)}.maria@lumenlabs.example>"
        answer["In-Reply-To"] = letter["Message-ID"]
        answer["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in letter.get_body(("plain",)).get_content().splitlines())
        answer.set_content(f"{text}\n\nOn Monday, Fornello wrote:\n{quoted}\n")
        return self.write(answer.as_bytes())

    def threads(self, algorithm: str) -> list[int]:
        """How many mails each conversation of her INBOX holds, as its server groups them."""
        with imaplib.IMAP4("127.0.0.1", self.dovecot.port, 5) as client:
            client.login(self.user, PASSWORD)
            client.select("INBOX", readonly=True)
            [answer] = client.thread(algorithm, "UTF-8", "ALL")[1]
        return sorted(len(re.findall(r"\d+", part)) for part in _top_level(answer.decode()))

    def _keep(self, raw: bytes) -> EmailMessage:
        self.dovecot.append(self.user, raw, datetime.now(UTC))
        letter = read(raw)
        self.mails.append(letter)
        return letter


def _top_level(answer: str) -> list[str]:
    parts, depth = [""], 0
    for character in answer:
        depth += {"(": 1, ")": -1}.get(character, 0)
        parts[-1] += character
        if depth == 0:
            parts.append("")
    return [part for part in parts if part.strip()]


@pytest.fixture
def maria(
    dovecot: Dovecot, user: str, tmp_path: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, world: World
) -> Customer:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=None))
    Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)
    return Customer(dovecot, user, tmp_path / "outbox", deliver)


@pytest.fixture
def ana(owner: Agent, acting: Callable[[Agent], Actor]) -> Actor:
    return acting(owner)


def reply(case: Case, ana: Actor, text: str, **more: object) -> Message:
    return cases.reply_to_customer(case, actor=ana, reply=cases.Reply(text=text, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", ["REFERENCES", "REFS"])
def test_three_hops_are_one_conversation_and_one_case(maria: Customer, ana: Actor, algorithm: str) -> None:
    first = maria.write(mail())
    case = cases.pick_case(Case.objects.get(), actor=ana)
    maria.get(Message.objects.get(direction="out", is_auto=True))
    for hop in range(3):
        letter = maria.get(reply(case, ana, f"Answer {hop}"))
        back = maria.answer(letter, f"Question {hop}")
        assert (back.conversation_id, back.evidence["by"]) == (first.conversation_id, "signed address")
    maria.write(mail(subject="Invoice", message_id="<other@lumenlabs.example>"))
    assert maria.threads(algorithm) == [1, 8]
    assert Case.objects.earliest("pk") == case
    assert Message.objects.filter(conversation=first.conversation).count() == 8


def test_it_stays_one_conversation_when_the_customer_changes_the_subject(maria: Customer, ana: Actor) -> None:
    first = maria.write(mail())
    case = cases.pick_case(Case.objects.get(), actor=ana)
    letter = maria.get(reply(case, ana, "Close the valve."))
    back = maria.answer(letter, "And the oven?", subject="Now the oven too")
    assert back.conversation_id == first.conversation_id
    last = maria.get(reply(case, ana, "That one too."))
    assert last["Subject"] == letter["Subject"] == "Re: Brewer leaks"
    assert maria.threads("REFS") == [4]
    assert Case.objects.count() == 1


def test_a_program_that_answers_to_the_bare_address_comes_back_too(maria: Customer, ana: Actor) -> None:
    first = maria.write(mail())
    case = cases.pick_case(Case.objects.get(), actor=ana)
    letter = maria.get(reply(case, ana, "Close the valve."))
    letter.replace_header("Reply-To", SUPPORT)
    back = maria.answer(letter, "It is closed.")
    assert (back.conversation_id, back.evidence["by"]) == (first.conversation_id, "In-Reply-To")


def test_a_mail_that_we_begin_is_answered_into_its_case(maria: Customer, ana: Actor, world: World) -> None:
    new = cases.NewCase(title="Recall of base seals", contact=world.maria, origin="phone")
    case = cases.pick_case(cases.open_case(new, actor=ana), actor=ana)
    mail_ = cases.NewMail(subject="Your base seal", text="We send you a new one.")
    letter = maria.get(cases.write_to_customer(case, actor=ana, mail=mail_))
    back = maria.answer(letter, "Thank you!")
    maria.get(reply(case, ana, "You are welcome."))
    assert back.conversation.reference == case.number
    assert maria.threads("REFS") == [3]
    assert Case.objects.count() == 1


def test_a_long_conversation_names_its_beginning_and_its_end(maria: Customer, ana: Actor) -> None:
    maria.write(mail())
    case = cases.pick_case(Case.objects.get(), actor=ana)
    letters = [maria.get(reply(case, ana, f"Part {number}")) for number in range(24)]
    named = letters[-1]["References"].split()
    assert len(named) == 20
    assert named[-1] == letters[-2]["Message-ID"]
    assert maria.threads("REFS") == [25]
