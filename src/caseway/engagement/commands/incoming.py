"""A message arrives, whatever the channel: stored once, with its source, in the conversation it belongs to."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models.functions import Greatest

from caseway.engagement.commands.conversations import participant_addresses
from caseway.engagement.commands.files import IncomingFile, store_files
from caseway.engagement.events import MessageReceived
from caseway.engagement.models import Conversation, Message, MessageIdentity
from caseway.engagement.rules import identity_key
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError
from caseway.kernel.events import publish
from caseway.kernel.rows import insert_row, reserve_keys, rows_of

ARRIVAL = """
WITH source AS (INSERT INTO engagement_rawsource (message_id, data, size) VALUES (%s, %s, %s)),
people AS (
    INSERT INTO engagement_conversationparticipant (conversation_id, address)
    SELECT %s, unnest(%s::text[]) ON CONFLICT DO NOTHING
)
INSERT INTO engagement_messageidentity (internet_id, content_hash, message_id)
VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
RETURNING EXISTS (SELECT FROM engagement_messageidentity WHERE internet_id = %s AND content_hash <> %s)
"""


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """A message as a channel read it.

    `at` is when our server accepted it; `conversation_id` is what threading found.
    """

    channel: str
    at: datetime
    message_id: str
    content_hash: str
    raw: bytes
    from_name: str
    from_email: str
    recipients: dict[str, list[dict[str, str]]]
    subject: str
    text: str
    html: str
    reply_text: str
    quoted_text: str
    in_reply_to: Sequence[str] = ()
    references: Sequence[str] = ()
    is_auto: bool = False
    is_bounce: bool = False
    facts: dict[str, object] = field(default_factory=dict)
    notices: Sequence[dict[str, object]] = ()
    files: Sequence[IncomingFile] = ()
    conversation_id: int | None = None
    evidence: dict[str, object] = field(default_factory=dict)


class AlreadyReceived(DomainError):
    """The same message was stored before; nothing was written."""


@atomic()
def receive_message(incoming: IncomingMessage) -> Message:
    """Store it and publish `MessageReceived`.

    Idempotent on (message_id, content_hash): raises `AlreadyReceived` the second time.
    """
    compressed = zlib.compress(incoming.raw, 3)
    reserve_keys(*([Message] if incoming.conversation_id else [Message, Conversation]))
    conversation_id = _conversation(incoming)
    message = _store(incoming, conversation_id)
    _claim_identity(message, incoming, compressed)
    store_files(message, incoming.files)
    publish(MessageReceived(conversation_id=conversation_id, message_id=message.pk, actor=SYSTEM.reference))
    return message


@atomic()
def note_delivery(message_id: str, content_hash: str, *, addresses: Sequence[str]) -> None:
    """The message came to further mailboxes of ours: it stays one message, and says to which it came."""
    identity = {"internet_id": identity_key(message_id), "content_hash": content_hash}
    known = (
        MessageIdentity.objects.filter(**identity, message__isnull=False).values_list("message_id", flat=True).first()
    )
    message = Message.objects.select_for_update().filter(pk=known).first() if known else None
    if message is None:
        return
    listed = message.recipients.setdefault("delivered_to", [])
    missing = [address for address in addresses if address not in {one["email"] for one in listed}]
    if missing:
        listed.extend({"name": "", "email": address} for address in missing)
        message.save(update_fields=["recipients"])


def _claim_identity(message: Message, incoming: IncomingMessage, compressed: bytes) -> None:
    """Source, participants and identity in one statement; a mail whose identity is taken was received before.

    Other content under the same Message-ID is another message, and flagged.
    """
    key = identity_key(incoming.message_id)
    source = (message.pk, compressed, len(incoming.raw))
    people = (message.conversation_id, participant_addresses(_addresses(incoming)))
    identity = (key, incoming.content_hash, message.pk, key, incoming.content_hash)
    rows = rows_of(ARRIVAL, (*source, *people, *identity))
    if not rows:
        raise AlreadyReceived(incoming.message_id)
    if rows[0][0]:
        message.facts["is_id_reused"] = True
        message.save(update_fields=["facts"])


def _conversation(incoming: IncomingMessage) -> int:
    if incoming.conversation_id:
        known = Conversation.objects.filter(pk=incoming.conversation_id)
        known.update(last_message_at=Greatest("last_message_at", incoming.at))
        return incoming.conversation_id
    begun = Conversation(channel=incoming.channel, subject=incoming.subject[:500], last_message_at=incoming.at)
    return insert_row(begun).pk


def _store(incoming: IncomingMessage, conversation_id: int) -> Message:
    message = Message(
        conversation_id=conversation_id,
        direction=Message.Direction.IN,
        state=Message.State.RECEIVED,
        author=f"address:{incoming.from_email}"[:60],
        from_name=incoming.from_name[:200],
        from_email=incoming.from_email[:320],
        recipients=incoming.recipients,
        subject=incoming.subject[:998],
        text=incoming.text,
        html=incoming.html,
        reply_text=incoming.reply_text,
        quoted_text=incoming.quoted_text,
        message_id=incoming.message_id[:998],
        in_reply_to=list(incoming.in_reply_to),
        references=list(incoming.references),
        is_auto=incoming.is_auto,
        is_bounce=incoming.is_bounce,
        has_attachments=bool(incoming.files),
        evidence=incoming.evidence,
        facts=dict(incoming.facts),
        notices=list(incoming.notices),
        at=incoming.at,
    )
    return insert_row(message)


def _addresses(incoming: IncomingMessage) -> set[str]:
    return {incoming.from_email} | {
        recipient["email"] for kind in ("to", "cc", "reply_to") for recipient in incoming.recipients.get(kind, ())
    }
