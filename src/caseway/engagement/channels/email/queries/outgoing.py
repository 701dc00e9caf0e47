"""What is waiting to be sent, and all that a message needs to become a mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from caseway.engagement.channels.email.models import Mailbox, Sending
from caseway.engagement.channels.email.queries.mailboxes import mailbox_for_sending
from caseway.engagement.channels.email.queries.signatures import Signature, signature_of
from caseway.engagement.models import Attachment, Conversation, Message
from caseway.engagement.models.messages import UNSENT


@dataclass(frozen=True)
class Letter:
    """A message with who sends it and what it answers."""

    message: Message
    mailbox: Mailbox
    signature: Signature
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
    mailbox = mailbox_for_sending([message.from_email, *ours])
    return Letter(
        message=message,
        mailbox=mailbox,
        signature=signature_of(mailbox, "" if message.is_auto else message.author),
        answered=answered,
        files=list(message.attachments.order_by("pk")) if message.has_attachments else [],
    )


def due_to_send(now: datetime, limit: int) -> list[int]:
    """Messages that are to leave now, or whose next attempt is due."""
    tries = Sending.objects.filter(message=OuterRef("pk"))
    is_due = Exists(tries.filter(next_at__lte=now)) | ~Exists(tries)
    waiting = Message.objects.filter(UNSENT, leaves_at__lte=now, conversation__channel=Conversation.Channel.EMAIL)
    return list(waiting.filter(is_due).order_by("leaves_at").values_list("pk", flat=True)[:limit])


def _answered(message: Message) -> Message | None:
    """The customer's mail that this one answers: one of the same conversation, never anything else."""
    if not message.in_reply_to:
        return None
    own = Message.objects.filter(conversation_id=message.conversation_id, direction=Message.Direction.IN)
    return own.filter(message_id__in=message.in_reply_to).order_by("-at", "-pk").first()
