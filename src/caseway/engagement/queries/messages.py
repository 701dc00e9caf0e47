"""Messages: of a conversation, by identity, and through the door."""

import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from caseway.engagement.models import Attachment, Message, RawSource
from caseway.engagement.queries.conversations import visible_conversations
from caseway.kernel.access import Actor

NEVER_SAID = (Message.State.CANCELED, Message.State.FAILED)


def visible_messages(actor: Actor) -> QuerySet[Message]:
    return Message.objects.filter(conversation__in=visible_conversations(actor))


def visible_attachments(actor: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message__conversation__in=visible_conversations(actor))


def messages_of(conversation_ids: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[Message]:
    """Messages of conversations the caller may see, newest first, without what only the source view needs.

    What was taken back is a draft again, and none of them.
    """
    said = Message.objects.filter(conversation_id__in=conversation_ids).exclude(state=Message.State.CANCELED)
    return said.defer("text", "facts").order_by("-at", "-id")


def source_of_message(message_id: int) -> bytes:
    """The message as it came or went, byte for byte; empty when nothing was kept. The caller knows who may read it."""
    source = RawSource.objects.filter(pk=message_id).first()
    return zlib.decompress(bytes(source.data)) if source else b""


def messages_since(conversation_id: int, email: str, since: datetime) -> int:
    """How many messages this address has written in a conversation since then."""
    written = Message.objects.filter(conversation_id=conversation_id, direction=Message.Direction.IN, at__gt=since)
    return written.filter(from_email__iexact=email).count()


def last_inbound(conversation_id: int) -> Message | None:
    """The newest message of a person outside, which a reply answers."""
    return (
        Message.objects.filter(conversation_id=conversation_id, direction=Message.Direction.IN, is_auto=False)
        .order_by("-at", "-id")
        .first()
    )


def last_said(conversation_id: int) -> Message | None:
    """The newest message that a person wrote, in or out, and that was not taken back or refused."""
    persons = Message.objects.filter(conversation_id=conversation_id, is_auto=False, is_bounce=False)
    return persons.exclude(state__in=NEVER_SAID).order_by("-at", "-id").first()


def message_ids_of(conversation_id: int) -> list[str]:
    """The Message-IDs of a conversation in order, for References."""
    return list(
        Message.objects.filter(conversation_id=conversation_id)
        .exclude(state__in=NEVER_SAID)
        .order_by("at", "id")
        .values_list("message_id", flat=True)
    )
