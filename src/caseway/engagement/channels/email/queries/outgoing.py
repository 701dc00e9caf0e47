"""What is waiting to be sent, and all that a message needs to become a mail."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from caseway.engagement.channels.email.models import Mailbox, Sending
from caseway.engagement.channels.email.queries.mailboxes import mailbox_for_sending
from caseway.engagement.models import Attachment, Conversation, Message
from caseway.operations.models import Agent

JOB_GRACE = timedelta(seconds=60)
AGENT = re.compile(r"agent:(\d{1,18})")


@dataclass(frozen=True)
class Letter:
    """A message with who sends it and what it answers."""

    message: Message
    mailbox: Mailbox
    agent_signature: str
    answered: Message | None
    files: list[Attachment]

    @property
    def envelope_recipients(self) -> list[str]:
        listed = self.message.recipients
        return list(dict.fromkeys(one["email"] for kind in ("to", "cc", "bcc") for one in listed.get(kind, ())))


def letter_of(message: Message) -> Letter:
    """Read what the mail is made of. The mailbox is the one named, else the one that the answered mail was sent to."""
    answered = _answered(message)
    ours = [one["email"] for one in answered.recipients.get("delivered_to", ())] if answered else []
    return Letter(
        message=message,
        mailbox=mailbox_for_sending([message.from_email, *ours]),
        agent_signature=_signature_of(message.author),
        answered=answered,
        files=list(message.attachments.order_by("pk")) if message.has_attachments else [],
    )


def due_to_send(now: datetime, limit: int) -> list[int]:
    """Messages whose next attempt is due, and those whose job was lost."""
    tries = Sending.objects.filter(message=OuterRef("pk"))
    is_due = Exists(tries.filter(next_at__lte=now)) | (~Exists(tries) & Q(at__lt=now - JOB_GRACE))
    queued = Message.objects.filter(
        is_due, state=Message.State.QUEUED, conversation__channel=Conversation.Channel.EMAIL
    )
    return list(queued.order_by("at").values_list("pk", flat=True)[:limit])


def _answered(message: Message) -> Message | None:
    """The customer's mail that this one answers: one of the same conversation, never anything else."""
    if not message.in_reply_to:
        return None
    own = Message.objects.filter(conversation_id=message.conversation_id, direction=Message.Direction.IN)
    return own.filter(message_id__in=message.in_reply_to).order_by("-at", "-pk").first()


def _signature_of(author: str) -> str:
    agent = AGENT.fullmatch(author)
    if agent is None:
        return ""
    return Agent.objects.filter(pk=int(agent[1])).values_list("signature", flat=True).first() or ""
