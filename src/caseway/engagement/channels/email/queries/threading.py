"""Where a mail belongs, with the evidence. The order is that of spec/email.md; a stranger's word counts for nothing.

A signed reply address is a proof by itself. Everything else that anybody can copy or guess, Message-IDs and case
numbers, counts only for a sender who takes part in the conversation or is of its customer's account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from caseway.customers.queries import customer_by_address
from caseway.engagement.channels.email.queries.addresses import conversation_replied_to, message_returned_to
from caseway.engagement.channels.email.rules import ParsedMail
from caseway.engagement.channels.email.rules.threads import subject_tags
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import (
    conversation_named,
    conversation_of_our_id,
    conversations_of_record,
    messages_known_as,
    survivor,
    takes_part,
)

MOST_CLAIMS = 60
MOST_REFUSALS_KEPT = 5


@dataclass(frozen=True)
class Place:
    """A conversation, or None for a new one; `evidence` is empty when nothing pointed anywhere.

    `returned` is the message of ours that this mail reports on. `has_newcomer`: its sender knew the conversation's own
    address, and takes no part there.
    """

    conversation_id: int | None = None
    evidence: dict[str, object] = field(default_factory=dict)
    returned: Message | None = None
    has_newcomer: bool = False


@dataclass(frozen=True)
class Claim:
    """What a mail says about where it belongs. `answers` is the message that it names, where we know it."""

    by: str
    value: str
    conversation: Conversation
    answers: Message | None = None


def find_place(mail: ParsedMail, *, sender: str, addresses: list[str]) -> Place:
    """`addresses` are all that the mail was written or delivered to, the envelope's first."""
    return _signed_place(mail, sender, addresses) or _place_of_report(mail, addresses) or _claimed_place(mail, sender)


def _signed_place(mail: ParsedMail, sender: str, addresses: list[str]) -> Place | None:
    named = conversation_replied_to(addresses)
    conversation = conversation_named(named[0]) if named else None
    if named is None or conversation is None:
        return None
    if moved_to := _place_moved_to(mail, sender, conversation):
        return moved_to
    place = _place(Claim("signed address", named[1], conversation))
    return replace(place, has_newcomer=bool(sender) and not _belongs(sender, conversation))


def _place_moved_to(mail: ParsedMail, sender: str, conversation: Conversation) -> Place | None:
    """Where a message that this mail answers was moved to, out of the conversation that its address names."""
    for claim in _claims_by_identity(mail):
        if claim.conversation.pk == conversation.pk:
            return None
        moves = claim.answers.evidence.get("moved", ()) if claim.answers else ()
        is_moved = any(move["from_conversation"] == conversation.pk for move in moves)
        if is_moved and (why := _belongs(sender, claim.conversation)):
            return _place(claim, why)
    return None


def _place_of_report(mail: ParsedMail, addresses: list[str]) -> Place | None:
    """A report about a message of ours belongs where that message stands, whoever sends it."""
    report = mail.bounce or mail.complaint
    if report is None:
        return None
    value, returned = report.original_message_id, _sent_as(report.original_message_id)
    if returned is None and (named := message_returned_to(addresses)):
        value = named[1]
        returned = Message.objects.filter(pk=named[0], direction=Message.Direction.OUT).first()
    if returned is None:
        return None
    told = {"by": "report", "value": value, **_said(returned)}
    return Place(survivor(returned.conversation).pk, told, returned)


def message_reported(names: Sequence[str]) -> Message | None:
    """The message of ours that a report names: by its signed return path, else by its Message-ID."""
    if named := message_returned_to(names):
        return Message.objects.filter(pk=named[0], direction=Message.Direction.OUT).first()
    known = messages_known_as([f"<{name}>" for name in names]) if names else {}
    sent = (one for found in known.values() for one in found if one.direction == Message.Direction.OUT)
    return next(sent, None)


def _sent_as(message_id: str) -> Message | None:
    known = messages_known_as([message_id]).get(message_id, []) if message_id else []
    return next((message for message in known if message.direction == Message.Direction.OUT), None)


def _claimed_place(mail: ParsedMail, sender: str) -> Place:
    refused: list[Claim] = []
    trusted: dict[int, str] = {}
    for claim in _claims(mail):
        conversation = claim.conversation
        if conversation.pk not in trusted:
            trusted[conversation.pk] = _belongs(sender, conversation)
        if trusted[conversation.pk]:
            return _place(claim, trusted[conversation.pk])
        refused.append(claim)
    return _new_place(refused)


def _claims(mail: ParsedMail) -> Iterator[Claim]:
    """In-Reply-To, References newest first, among all we know; then our own form; then subject tags."""
    yield from _claims_by_identity(mail)
    yield from _claims_by_our_form((*_answered(mail), *_older(mail)))
    for tag in subject_tags(mail.subject)[:3]:
        for conversation in conversations_of_record(tag):
            yield Claim("subject tag", tag, conversation)


def _claims_by_identity(mail: ParsedMail) -> Iterator[Claim]:
    answered, older = _answered(mail), _older(mail)
    known = messages_known_as([*answered, *older]) if answered or older else {}
    for by, message_ids in (("In-Reply-To", answered), ("References", older)):
        for message_id in message_ids:
            for message in known.get(message_id, ()):
                yield Claim(by, message_id, message.conversation, message)


def _answered(mail: ParsedMail) -> tuple[str, ...]:
    return mail.in_reply_to[:MOST_CLAIMS]


def _older(mail: ParsedMail) -> tuple[str, ...]:
    return tuple(reversed(mail.references))[:MOST_CLAIMS]


def _claims_by_our_form(message_ids: tuple[str, ...]) -> Iterator[Claim]:
    for message_id in message_ids:
        conversation_id = conversation_of_our_id(message_id)
        conversation = conversation_named(conversation_id) if conversation_id else None
        if conversation:
            yield Claim("our Message-ID", message_id, conversation)


def _belongs(sender: str, conversation: Conversation) -> str:
    """`participant`: the sender takes part; `customer`: is its contact or of its account; empty: neither."""
    if not sender:
        return ""
    if takes_part(conversation.pk, sender):
        return "participant"
    customer = customer_by_address(sender)
    if customer is None:
        return ""
    is_contact = customer.contact is not None and customer.contact.pk == conversation.contact_id
    is_of_account = customer.account is not None and customer.account.pk == conversation.account_id
    return "customer" if is_contact or is_of_account else ""


def _place(claim: Claim, why: str = "") -> Place:
    last = survivor(claim.conversation)
    merged = {"merged_from": claim.conversation.pk} if last.pk != claim.conversation.pk else {}
    sender = {"sender": why} if why else {}
    return Place(last.pk, {"by": claim.by, "value": claim.value[:998], **_said(claim.answers), **sender, **merged})


def _said(message: Message | None) -> dict[str, object]:
    """Which way, and when, the message went that a mail refers to."""
    return {"direction": message.direction, "at": message.at.isoformat()} if message else {}


def _new_place(refused: list[Claim]) -> Place:
    """A new conversation; what pointed elsewhere is kept as evidence, so that an agent can judge."""
    if not refused:
        return Place()
    kept = [{"by": claim.by, "value": claim.value[:998]} for claim in refused[:MOST_REFUSALS_KEPT]]
    return Place(None, {"by": "new", "refused": kept})
