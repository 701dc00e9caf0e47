"""A message is written and waits to leave. What becomes of it then: `commands.leaving`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.commands.conversations import participant_addresses
from caseway.engagement.commands.files import IncomingFile, store_files
from caseway.engagement.events import MessageQueued
from caseway.engagement.models import Conversation, Message
from caseway.engagement.rules import identity_key
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish

OutgoingFile = IncomingFile
MOST_RECIPIENTS = 100
DEPARTURE = """
WITH people AS (
    INSERT INTO engagement_conversationparticipant (conversation_id, address)
    SELECT %s, unnest(%s::text[]) ON CONFLICT DO NOTHING
),
moved AS (UPDATE engagement_conversation SET last_message_at = %s WHERE id = %s)
INSERT INTO engagement_messageidentity (internet_id, content_hash, message_id) VALUES (%s, %s, %s)
"""


@dataclass(frozen=True, kw_only=True)
class OutgoingMessage:
    """What somebody writes. `message_id` is our own form; `is_auto` marks what no person wrote.

    `quoted_text` follows the text, as what is forwarded does; `html` holds both. `from_email` is the mailbox it leaves
    from. Without `leaves_at` it leaves at once.
    """

    message_id: str
    recipients: dict[str, list[dict[str, str]]]
    subject: str
    text: str
    html: str = ""
    quoted_text: str = ""
    from_name: str = ""
    from_email: str = ""
    in_reply_to: Sequence[str] = ()
    references: Sequence[str] = ()
    is_auto: bool = False
    leaves_at: datetime | None = None
    is_scheduled: bool = False
    files: Sequence[OutgoingFile] = ()
    facts: dict[str, object] = field(default_factory=dict)
    notices: Sequence[dict[str, object]] = ()


@atomic()
def queue_message(conversation: Conversation, *, actor: Actor, outgoing: OutgoingMessage) -> Message:
    """Store what is to be sent; the channel takes it in time. The caller has checked that the actor may write here."""
    addresses = _recipients(outgoing)
    now = timezone.now()
    message = Message.objects.create(
        conversation=conversation,
        direction=Message.Direction.OUT,
        state=Message.State.QUEUED,
        author=actor.reference,
        from_name=outgoing.from_name[:200],
        from_email=outgoing.from_email[:320],
        recipients=outgoing.recipients,
        subject=outgoing.subject[:998],
        text="\n\n".join(part for part in (outgoing.text, outgoing.quoted_text) if part),
        html=outgoing.html,
        reply_text=outgoing.text,
        quoted_text=outgoing.quoted_text,
        message_id=outgoing.message_id,
        in_reply_to=list(outgoing.in_reply_to),
        references=list(outgoing.references)[-20:],
        is_auto=outgoing.is_auto,
        has_attachments=bool(outgoing.files),
        facts=outgoing.facts,
        notices=list(outgoing.notices),
        at=now,
        leaves_at=outgoing.leaves_at or now,
        is_scheduled=outgoing.is_scheduled,
        lane=_lane(outgoing),
    )
    _note_departure(message, addresses)
    store_files(message, outgoing.files)
    publish(
        MessageQueued(
            conversation_id=conversation.pk, message_id=message.pk, channel=conversation.channel, actor=actor.reference
        )
    )
    return message


def _note_departure(message: Message, addresses: set[str]) -> None:
    """Participants, the conversation's time and the message's identity, in one statement."""
    people = (message.conversation_id, participant_addresses(addresses))
    identity = (identity_key(message.message_id), "", message.pk)
    with connection.cursor() as cursor:
        cursor.execute(DEPARTURE, (*people, message.at, message.conversation_id, *identity))


def _lane(outgoing: OutgoingMessage) -> str:
    first = next(one["email"] for kind in ("to", "cc", "bcc") for one in outgoing.recipients.get(kind, ()))
    return f"{outgoing.from_email[:120]}>{first.rpartition('@')[2].lower()[:255]}"


def _recipients(outgoing: OutgoingMessage) -> set[str]:
    addresses = {one["email"] for kind in ("to", "cc", "bcc") for one in outgoing.recipients.get(kind, ())}
    if not addresses:
        raise Invalid(_("Say to whom it goes."), fields={"to": _("Write at least one address.")})
    if len(addresses) > MOST_RECIPIENTS:
        raise Invalid(
            _("At most %(most)d recipients at once.") % {"most": MOST_RECIPIENTS},
            fields={"to": _("Too many addresses.")},
        )
    return addresses
