"""Where a mail belongs: spec/email.md, "Threading", with what strangers must not reach."""

import pytest

from caseway.cases.models import Case
from caseway.customers.testing import make_account, make_contact
from caseway.engagement.channels.email.queries import reply_address
from caseway.engagement.commands import OutgoingMessage, queue_message
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import fresh_message_id
from caseway.kernel.access import SYSTEM
from tests.engagement.email_channel.mails import SUPPORT, Deliver, mail, received
from tests.world import World

COLLEAGUE = "Leo <leo@lumenlabs.example>"
STRANGER = "Eve <eve@evil.example>"


@pytest.fixture
def first(world: World, deliver: Deliver) -> Message:
    """Maria's mail, with its case."""
    make_contact("Leo", email="leo@lumenlabs.example", account=world.account)
    message = received(mail())
    deliver()
    message.refresh_from_db()
    return message


@pytest.fixture
def answer(first: Message) -> Message:
    """Our answer to Maria."""
    return queue_message(
        first.conversation,
        actor=SYSTEM,
        outgoing=OutgoingMessage(
            message_id=fresh_message_id(first.conversation_id),
            recipients={"to": [{"name": "", "email": "maria@lumenlabs.example"}]},
            subject="Re: Brewer leaks",
            text="Close the valve.",
        ),
    )


def second(**values: object) -> Message:
    return received(mail(message_id="<2@x.example>", **values))  # type: ignore[arg-type]


def test_a_mail_that_answers_nothing_is_a_new_conversation(first: Message) -> None:
    other = second(subject="Brewer leaks")
    assert other.conversation != first.conversation
    assert other.evidence == {}


def test_a_signed_reply_address_is_a_proof_whoever_writes(first: Message) -> None:
    address = reply_address(SUPPORT, first.conversation_id).upper()
    by_header = second(sender=STRANGER, to=address)
    assert by_header.conversation == first.conversation
    assert by_header.evidence == {"by": "signed address", "value": address}


def test_a_signed_reply_address_counts_in_the_envelope_too(first: Message) -> None:
    address = reply_address(SUPPORT, first.conversation_id)
    message = received(mail(message_id="<2@x.example>", sender=STRANGER), recipients=(address,))
    assert message.conversation == first.conversation
    assert message.recipients["delivered_to"] == [{"name": "", "email": SUPPORT}]


@pytest.mark.parametrize("forged", ["support+c{id}.aaaaaaaaaaaaaaaa@caseway.example", "support+c{id}@caseway.example"])
def test_a_reply_address_with_a_wrong_signature_proves_nothing(first: Message, forged: str) -> None:
    message = second(sender=STRANGER, to=forged.format(id=first.conversation_id))
    assert message.conversation != first.conversation


def test_a_signature_of_one_conversation_opens_no_other(first: Message) -> None:
    other = second(sender=STRANGER)
    signed = reply_address(SUPPORT, other.conversation_id)
    forged = signed.replace(f"c{other.conversation_id}.", f"c{first.conversation_id}.")
    message = received(mail(sender=STRANGER, to=forged, message_id="<3@x.example>"), recipients=())
    assert message.conversation != first.conversation


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
@pytest.mark.parametrize("sender", ["Maria <MARIA@lumenlabs.example>", COLLEAGUE])
def test_who_takes_part_or_is_of_the_account_is_threaded_by_message_id(
    first: Message, answer: Message, header: str, sender: str
) -> None:
    value = f"<unknown@x.example> {answer.message_id}"
    message = second(sender=sender, headers={header: value})
    assert message.conversation == first.conversation
    assert message.evidence == {
        "by": header,
        "value": answer.message_id,
        "direction": "out",
        "at": answer.at.isoformat(),
        "sender": "customer" if sender == COLLEAGUE else "participant",
    }


def test_the_customers_own_message_id_is_known_too(first: Message) -> None:
    assert second(headers={"In-Reply-To": first.message_id}).conversation == first.conversation


def test_references_are_tried_newest_first(first: Message) -> None:
    other = second()
    both = f"{first.message_id} {other.message_id}"
    assert received(mail(message_id="<3@x.example>", headers={"References": both})).conversation == other.conversation


def test_a_stranger_who_forges_a_message_id_gets_a_conversation_of_their_own(first: Message, deliver: Deliver) -> None:
    message = second(sender=STRANGER, headers={"In-Reply-To": first.message_id, "References": first.message_id})
    deliver()
    assert message.conversation != first.conversation
    assert message.evidence == {
        "by": "new",
        "refused": [
            {"by": "In-Reply-To", "value": first.message_id},
            {"by": "References", "value": first.message_id},
        ],
    }
    assert Case.objects.count() == 2
    assert not first.conversation.participants.filter(address="eve@evil.example").exists()


def test_a_stranger_who_reuses_a_message_id_draws_no_answer_into_their_conversation(
    first: Message, answer: Message
) -> None:
    trap = received(mail(sender=STRANGER, message_id=first.message_id, text="A trap.\n"))
    message = second(headers={"In-Reply-To": first.message_id})
    assert trap.conversation != first.conversation
    assert message.conversation == first.conversation


def test_somebody_who_was_copied_in_takes_part_from_then_on(first: Message) -> None:
    second(headers={"In-Reply-To": first.message_id, "Cc": "plumber@pipes.example"})
    message = received(
        mail(sender="plumber@pipes.example", message_id="<3@x.example>", headers={"In-Reply-To": "<2@x.example>"})
    )
    assert message.conversation == first.conversation


def test_our_own_message_id_is_known_also_when_the_message_is_gone(first: Message) -> None:
    ours = fresh_message_id(first.conversation_id)
    message = second(headers={"In-Reply-To": ours})
    assert (message.conversation, message.evidence["by"]) == (first.conversation, "our Message-ID")


def test_our_form_with_another_number_is_no_proof(first: Message) -> None:
    ours = fresh_message_id(first.conversation_id + 1).replace(
        f"<c{first.conversation_id + 1}.", f"<c{first.conversation_id}."
    )
    assert second(headers={"In-Reply-To": ours}).conversation != first.conversation


@pytest.mark.parametrize(
    ("sender", "is_threaded"), [("maria@lumenlabs.example", True), (COLLEAGUE, True), (STRANGER, False)]
)
def test_a_case_number_in_the_subject_counts_only_for_its_customer(
    first: Message, sender: str, is_threaded: bool
) -> None:
    number = Case.objects.get().number
    message = second(sender=sender, subject=f"AW: [{number.lower()}] the brewer")
    assert (message.conversation == first.conversation) is is_threaded
    assert message.evidence["by"] == ("subject tag" if is_threaded else "new")


def test_a_merged_conversation_leads_to_its_survivor(first: Message) -> None:
    last, middle = Conversation.objects.create(), Conversation.objects.create()
    middle.merged_into = last
    middle.save()
    Conversation.objects.filter(pk=first.conversation_id).update(merged_into=middle)
    message = second(headers={"In-Reply-To": first.message_id})
    assert message.conversation == last
    assert message.evidence["merged_from"] == first.conversation_id


def test_an_account_less_stranger_is_not_of_an_account_less_conversation(world: World) -> None:
    ann = received(mail(sender="ann@a.example"))
    make_account("Nobody's")
    message = second(sender="bob@b.example", headers={"In-Reply-To": ann.message_id})
    assert message.conversation != ann.conversation


def test_a_message_that_we_sent_and_that_comes_back_is_held(first: Message, answer: Message) -> None:
    from tests.engagement.email_channel.mails import receive

    assert receive(mail(message_id=answer.message_id)).outcome == "held"
