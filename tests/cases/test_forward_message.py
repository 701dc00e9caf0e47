"""A message goes to somebody else, who answers to the case and learns nothing of the customer's thread."""

from collections.abc import Callable

import pytest
from django.test import Client

from caseway.cases import commands
from caseway.cases.commands import Forward, Reply
from caseway.cases.models import Case
from caseway.cases.queries import conversation_to_answer
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.models import Conversation, Message
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import SUPPORT, mail, read, received
from tests.world import World

Acting = Callable[[Agent], Actor]
Deliver = Callable[[], int]
MIXED = (
    "--m\nContent-Type: multipart/related; boundary=r\n\n"
    '--r\nContent-Type: text/html\n\n<p>It <b>drips</b> <img src="cid:drop"></p>\n'
    "--r\nContent-Type: image/png\nContent-ID: <drop>\nContent-Disposition: inline\n"
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--r--\n"
    "--m\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=invoice.pdf\n\n%PDF\n--m--\n"
)


@pytest.fixture
def asked(world: World, owner: Agent, deliver: Deliver) -> Message:
    """Maria's mail, with a picture within and a file."""
    Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)
    source = mail(
        text=MIXED, headers={"Content-Type": "multipart/mixed; boundary=m", "Cc": "Boss <boss@lumenlabs.example>"}
    )
    message = received(source)
    deliver()
    return message


@pytest.fixture
def held(asked: Message, ana: Actor) -> Case:
    return commands.pick_case(Case.objects.get(), actor=ana)


@pytest.fixture
def forwarded(held: Case, asked: Message, ana: Actor) -> Message:
    return commands.forward_message(
        held,
        actor=ana,
        forward=Forward(
            text="Can you repair this?",
            to=["Parts <parts@supplier.example>"],
            message=asked.pk,
            attachments=[asked.attachments.get(filename="invoice.pdf").pk],
        ),
    )


def test_it_holds_the_message_as_text_and_html_with_the_chosen_files(forwarded: Message, deliver: Deliver) -> None:
    assert forwarded.subject == "Fwd: Brewer leaks"
    assert forwarded.recipients["to"] == [{"name": "Parts", "email": "parts@supplier.example"}]
    assert forwarded.reply_text == "Can you repair this?"
    assert forwarded.quoted_text.splitlines()[:5] == [
        "---------- Forwarded message ----------",
        "From: Maria Gomez <maria@lumenlabs.example>",
        "Date: 2026-11-23 10:00 UTC",
        "Subject: Brewer leaks",
        "To: support@caseway.example",
    ]
    deliver()
    letter = read(sent_source(forwarded))
    assert "It drips" in letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert "<p>Can you repair this?</p>" in html
    assert "<b>drips</b>" in html
    assert [part.get_filename() for part in letter.iter_attachments()] == ["invoice.pdf"]
    [picture] = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"].strip("<>") in html


def test_nothing_of_the_customers_thread_goes_with_it(forwarded: Message, asked: Message, deliver: Deliver) -> None:
    assert (forwarded.in_reply_to, forwarded.references) == ([], [])
    deliver()
    source = sent_source(forwarded)
    assert asked.message_id.encode() not in source
    letter = read(source)
    assert f"+c{forwarded.conversation_id}." in letter["Reply-To"]


def test_the_third_partys_answer_comes_to_the_case_and_not_to_the_customer(
    held: Case, forwarded: Message, asked: Message, ana: Actor, deliver: Deliver
) -> None:
    deliver()
    back = received(
        mail(
            sender="Parts <parts@supplier.example>",
            to=str(read(sent_source(forwarded))["Reply-To"]),
            message_id="<9@supplier.example>",
            text="Yes, on Monday.\n",
        ),
        recipients=(),
    )
    deliver()
    assert back.conversation == forwarded.conversation
    assert Case.objects.count() == 1
    assert back.conversation.reference == held.number
    conversation = conversation_to_answer(held)
    assert conversation == asked.conversation
    answer = commands.reply_to_customer(held, actor=ana, reply=Reply(text="They come on Monday."))
    assert [one["email"] for one in answer.recipients["to"]] == ["maria@lumenlabs.example"]
    assert back.message_id not in answer.references
    to_parts = commands.reply_to_customer(held, actor=ana, reply=Reply(text="Thanks", answers=back.pk))
    assert [one["email"] for one in to_parts.recipients["to"]] == ["parts@supplier.example"]
    assert to_parts.conversation == forwarded.conversation


def test_a_customer_who_names_the_other_thread_is_not_let_into_it(forwarded: Message, deliver: Deliver) -> None:
    deliver()
    nosy = received(mail(message_id="<3@lumenlabs.example>", headers={"In-Reply-To": forwarded.message_id}))
    assert nosy.conversation_id != forwarded.conversation_id


def test_it_stops_no_clock_and_leaves_the_case_waiting_for_us(held: Case, forwarded: Message) -> None:
    held.refresh_from_db()
    assert (held.first_responded_at, held.is_waiting_for_us) == (None, True)
    conversation = Conversation.objects.get(pk=forwarded.conversation_id)
    assert (conversation.is_aside, conversation.contact_id, conversation.account_id) == (True, None, None)


def test_a_message_or_file_of_another_case_is_refused(
    world: World, held: Case, asked: Message, ana: Actor, deliver: Deliver
) -> None:
    other = commands.open_case(commands.NewCase(title="Other", contact=world.maria, origin="web"), actor=ana)
    with pytest.raises(Invalid, match="does not belong to the case"):
        commands.forward_message(other, actor=ana, forward=Forward(to=["a@b.example"], message=asked.pk))
    before = Message.objects.count()
    with pytest.raises(Invalid, match="file does not belong"):
        commands.forward_message(
            held, actor=ana, forward=Forward(to=["a@b.example"], message=asked.pk, attachments=[10**6])
        )
    assert Message.objects.count() == before


def test_a_stranger_forwards_nothing(
    held: Case, asked: Message, stranger: Agent, acting: Acting, signed_in: Callable[[Agent], Client]
) -> None:
    before = Message.objects.count()
    with pytest.raises(NotAllowed):
        commands.forward_message(held, actor=acting(stranger), forward=Forward(to=["a@b.example"], message=asked.pk))
    answer = signed_in(stranger).post(
        f"/api/v1/cases/{held.number}/forward",
        {"message": asked.pk, "to": ["a@b.example"]},
        content_type="application/json",
    )
    assert answer.status_code == 404
    assert Message.objects.count() == before


def sent_source(message: Message) -> bytes:
    import zlib

    message.refresh_from_db()
    return zlib.decompress(message.source.data)
