"""What is waiting to be sent, and all that a message needs to become a mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.db.models.functions import Now

from caseway.engagement.channels.email.models import Mailbox, Sending
from caseway.engagement.channels.email.queries.mailboxes import mailbox_for_sending
from caseway.engagement.channels.email.queries.signatures import Signature, signature_of
from caseway.engagement.models import Attachment, Conversation, Message
from caseway.engagement.models.messages import UNSENT


@dataclass(frozen=True)
class Letter:
    """A message with who sends it and what it answers; `is_encrypted` once it is known that it will be."""

    message: Message
    mailbox: Mailbox
    signature: Signature
    answered: Message | None
    files: list[Attachment]
    is_encrypted: bool = False

    @property
    def envelope_recipients(self) -> list[str]:
        listed = self.message.recipients
        return list(dict.fromkeys(one["email"] for kind in ("to", "cc", "bcc") for one in listed.get(kind, ())))


def letter_of(message: Message) -> Letter:
    """Read what the mail is made of. The mailbox is the one named, else the one that the answered mail was sent to."""
    answered = _answered(message)
    ours = [one["email"] for one in answered.recipients.get("delivered_to", ())] if answered else []
    mailbox = mailbox_for_sending([message.from_email, *ours])
    return Letter(
        message=message,
        mailbox=mailbox,
        signature=signature_of(mailbox, "" if message.is_auto else message.author),
        answered=answered,
        files=list(message.attachments.order_by("pk")) if message.has_attachments else [],
    )


def due_lanes(now: datetime) -> list[str]:
    """The lanes in which something is to leave now, that which waits longest first."""
    lanes = _due(now).values("lane").annotate(first=Min("leaves_at")).order_by("first", "lane")
    return list(lanes.values_list("lane", flat=True))


def due_in(lane: str, now: datetime) -> int | None:
    """The next message of a lane that is to leave now and that nobody else holds; held until the transaction ends."""
    waiting = _due(now).filter(lane=lane).order_by("leaves_at", "id")
    return waiting.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True).first()


def _due(now: datetime) -> QuerySet[Message]:
    """What others hold, or is to be tried later, is told by the database's clock, which all senders share."""
    waits = Exists(Sending.objects.filter(message=OuterRef("pk"), next_at__gt=Now()))
    mails = Message.objects.filter(UNSENT, leaves_at__lte=now, conversation__channel=Conversation.Channel.EMAIL)
    return mails.exclude(waits)


def _answered(message: Message) -> Message | None:
    """The customer's mail that this one answers: one of the same conversation, never anything else."""
    if not message.in_reply_to:
        return None
    own = Message.objects.filter(conversation_id=message.conversation_id, direction=Message.Direction.IN)
    return own.filter(message_id__in=message.in_reply_to).order_by("-at", "-pk").first()
