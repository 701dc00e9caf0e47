"""What an answer would be if one wrote nothing but its text: to whom, from which mailbox, under which subject."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from caseway.cases.models import Case, CaseConversation
from caseway.cases.queries.cases import visible_cases
from caseway.cases.queries.conversations import conversation_to_answer
from caseway.customers.queries import primary_email
from caseway.engagement.channels.email.queries import (
    Signature,
    mailbox_for_sending,
    our_address,
    sending_addresses,
    signature_of,
)
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import last_inbound, last_said
from caseway.engagement.rules import (
    Person,
    answer_recipients,
    follow_up_recipients,
    forward_subject,
    reply_subject,
)
from caseway.kernel.access import Actor


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`answered` is the message it stands under; without a conversation it begins one. `mailbox` is our address."""

    conversation: Conversation | None = None
    answered: Message | None = None
    to: Sequence[Person] = field(default_factory=list)
    cc: Sequence[Person] = field(default_factory=list)
    subject: str
    mailbox: str


def plan_reply(case: Case, *, to_all: bool = False, answers: Message | None = None) -> Plan:
    """An answer to `answers`, a message of this case, or to what was said last in the customer's mail."""
    conversation = answers.conversation if answers else conversation_to_answer(case)
    if conversation is None:
        return Plan(to=_customer(case), subject=case.title, mailbox=mailbox_for_sending([]).address)
    answered = answers or last_inbound(conversation.pk) or last_said(conversation.pk)
    newest = answers or last_said(conversation.pk) or answered
    to, cc = _recipients(answered, to_all=to_all)
    if to_all and newest and newest != answered:
        cc = _joined(to, cc, *_recipients(newest, to_all=True))
    subject = conversation.subject or case.title
    return Plan(
        conversation=conversation,
        answered=answered,
        to=to or _customer(case),
        cc=cc,
        subject=reply_subject(subject) if answered else subject,
        mailbox=_mailbox(answered),
    )


def plan_forward(message: Message) -> Plan:
    """A message handed on: from the mailbox it came to, to whom the writer says."""
    return Plan(subject=forward_subject(message.subject), mailbox=_mailbox(message))


def mailboxes_for(actor: Actor, usual: str) -> list[str]:
    """Our addresses that this actor may send from here, the usual one first."""
    return list(dict.fromkeys([usual, *sending_addresses(actor)]))


def signature_preview(actor: Actor, mailbox: str) -> Signature:
    """What will stand below the actor's words when they leave from this mailbox."""
    return signature_of(mailbox_for_sending([mailbox]), actor.reference)


def waiting_messages(actor: Actor, case: Case | None = None) -> QuerySet[Message]:
    """What is scheduled to leave, in cases the actor may read or in this one of them; the next first."""
    cases = visible_cases(actor).filter(pk=case.pk) if case else visible_cases(actor)
    held = CaseConversation.objects.filter(case__in=cases).values("conversation_id")
    waiting = Message.objects.filter(conversation_id__in=held, state=Message.State.QUEUED, is_scheduled=True)
    return waiting.select_related("conversation").order_by("leaves_at", "id")


def messages_of_case(case: Case) -> QuerySet[Message]:
    """All messages of a case the caller may see, with their conversations."""
    held = CaseConversation.objects.filter(case=case).values("conversation_id")
    return Message.objects.filter(conversation_id__in=held).select_related("conversation")


def _recipients(message: Message | None, *, to_all: bool) -> tuple[list[Person], list[Person]]:
    if message is None:
        return [], []
    if message.direction == Message.Direction.OUT:
        return follow_up_recipients(message.recipients, to_all=to_all, is_ours=_is_ours)
    sender = {"name": message.from_name, "email": message.from_email}
    return answer_recipients(sender, message.recipients, to_all=to_all, is_ours=_is_ours)


def _joined(to: list[Person], cc: list[Person], *more: list[Person]) -> list[Person]:
    """Those who were added since get a copy too."""
    known = {one["email"].lower() for one in (*to, *cc)}
    added: dict[str, Person] = {}
    for one in (one for people in more for one in people):
        if one["email"].lower() not in known:
            added.setdefault(one["email"].lower(), one)
    return [*cc, *added.values()]


def _mailbox(message: Message | None) -> str:
    """Ours that the message came to or left from; else the default one."""
    if message is None:
        return mailbox_for_sending([]).address
    ours = [one["email"] for kind in ("delivered_to", "to", "cc") for one in message.recipients.get(kind, ())]
    return mailbox_for_sending([*ours, message.from_email]).address


def _customer(case: Case) -> list[Person]:
    address = primary_email(contact_id=case.contact_id, account_id=case.account_id)
    return [{"name": case.contact.name if case.contact else "", "email": address}] if address else []


def _is_ours(address: str) -> bool:
    return our_address(address) is not None
