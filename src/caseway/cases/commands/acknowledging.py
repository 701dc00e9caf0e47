"""Telling whoever wrote that it arrived: never a machine, a list, ourselves, or whom a forgery names."""

from caseway.cases.models import Case
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.queries import mailbox_for_sending, our_address
from caseway.engagement.models import Message
from caseway.engagement.queries import fresh_message_id
from caseway.engagement.rules import reply_subject
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic


@atomic()
def acknowledge(case: Case, message: Message, *, actor: Actor, subject: str, text: str) -> Message | None:
    """Answer automatically, under the message and from the mailbox it came to. It stops no clock.

    None when it may not be answered so. How often one sender hears it is up to the caller.
    """
    if not may_be_answered(message):
        return None
    reached = [one["email"] for one in message.recipients.get("delivered_to", ())]
    outgoing = engagement.OutgoingMessage(
        message_id=fresh_message_id(message.conversation_id),
        recipients={"to": [{"name": "", "email": message.from_email.strip()}], "cc": [], "bcc": []},
        subject=reply_subject(subject or case.title),
        text=text,
        from_email=mailbox_for_sending(reached).address,
        in_reply_to=[message.message_id],
        references=[*message.references, message.message_id],
        is_auto=True,
    )
    return engagement.queue_message(message.conversation, actor=actor, outgoing=outgoing)


def may_be_answered(message: Message) -> bool:
    """Whether a person wrote it to us: no machine, no report, no list, no forger, and not ourselves."""
    is_from_machine = message.is_auto or message.is_bounce or bool(message.facts.get("is_list"))
    if is_from_machine or message.is_found_forged:
        return False
    return bool(message.from_email.strip()) and our_address(message.from_email) is None
