"""A message is written, waits to be sent, and is sent, refused or returned. Channels react to `MessageQueued`."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.commands.conversations import participant_addresses
from caseway.engagement.commands.incoming import IncomingFile, stored_file
from caseway.engagement.events import MessageFailed, MessageQueued, MessageSent
from caseway.engagement.models import Attachment, Conversation, Message, RawSource
from caseway.engagement.rules import identity_key
from caseway.kernel.access import SYSTEM, Actor
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
    """What somebody writes. `message_id` is our own form; `is_auto` marks what no person wrote."""

    message_id: str
    recipients: dict[str, list[dict[str, str]]]
    subject: str
    text: str
    html: str = ""
    from_name: str = ""
    from_email: str = ""
    in_reply_to: Sequence[str] = ()
    references: Sequence[str] = ()
    is_auto: bool = False
    files: Sequence[OutgoingFile] = ()
    facts: dict[str, object] = field(default_factory=dict)


@atomic()
def queue_message(conversation: Conversation, *, actor: Actor, outgoing: OutgoingMessage) -> Message:
    """Store what is to be sent. It leaves after the commit. The caller has checked that the actor may write here."""
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
        text=outgoing.text,
        html=outgoing.html,
        reply_text=outgoing.text,
        message_id=outgoing.message_id,
        in_reply_to=list(outgoing.in_reply_to),
        references=list(outgoing.references)[-20:],
        is_auto=outgoing.is_auto,
        has_attachments=bool(outgoing.files),
        facts=outgoing.facts,
        at=now,
    )
    _note_departure(message, addresses)
    if outgoing.files:
        Attachment.objects.bulk_create([stored_file(message, file) for file in outgoing.files])
    publish(
        MessageQueued(
            conversation_id=conversation.pk, message_id=message.pk, channel=conversation.channel, actor=actor.reference
        )
    )
    return message


@atomic()
def mark_sent(message_id: int, *, source: bytes = b"") -> None:
    """The next server took it, as `source`, which is kept. Safe to run twice."""
    message = _lock(message_id, Message.State.QUEUED)
    if message:
        if source:
            compressed = {"data": zlib.compress(source, 3), "size": len(source)}
            RawSource.objects.update_or_create(message=message, defaults=compressed)
        message.state, message.sent_at, message.send_error = Message.State.SENT, timezone.now(), ""
        message.save(update_fields=["state", "sent_at", "send_error"])
        publish(MessageSent(conversation_id=message.conversation_id, message_id=message.pk, actor=SYSTEM.reference))


@atomic()
def mark_failed(message_id: int, *, error: str, is_final: bool) -> None:
    """It could not be sent: with `is_final` for good, otherwise it is tried again. `error` is the server's words."""
    message = _lock(message_id, Message.State.QUEUED)
    if message is None:
        return
    message.send_attempts += 1
    message.send_error = error[:2000]
    message.state = Message.State.FAILED if is_final else message.state
    message.save(update_fields=["send_attempts", "send_error", "state"])
    if is_final:
        _publish_failure(message)


@atomic()
def mark_bounced(message_id: int, *, error: str) -> None:
    """It came back after it was sent."""
    message = _lock(message_id, Message.State.SENT)
    if message:
        message.state, message.send_error = Message.State.BOUNCED, error[:2000]
        message.save(update_fields=["state", "send_error"])
        _publish_failure(message)


@atomic()
def retry_message(message_id: int, *, actor: Actor) -> None:
    """Send a failed or returned message once more. The caller has checked that the actor may write here."""
    message = _lock(message_id, Message.State.FAILED, Message.State.BOUNCED)
    if message:
        message.state, message.send_error, message.send_attempts = Message.State.QUEUED, "", 0
        message.save(update_fields=["state", "send_error", "send_attempts"])
        channel = message.conversation.channel
        publish(
            MessageQueued(
                conversation_id=message.conversation_id, message_id=message.pk, channel=channel, actor=actor.reference
            )
        )


def _note_departure(message: Message, addresses: set[str]) -> None:
    """Participants, the conversation's time and the message's identity, in one statement."""
    people = (message.conversation_id, participant_addresses(addresses))
    identity = (identity_key(message.message_id), "", message.pk)
    with connection.cursor() as cursor:
        cursor.execute(DEPARTURE, (*people, message.at, message.conversation_id, *identity))


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


def _lock(message_id: int, *states: Message.State) -> Message | None:
    return Message.objects.select_for_update(of=("self",)).filter(pk=message_id, state__in=states).first()


def _publish_failure(message: Message) -> None:
    publish(
        MessageFailed(
            conversation_id=message.conversation_id,
            message_id=message.pk,
            error=message.send_error,
            actor=SYSTEM.reference,
        )
    )
