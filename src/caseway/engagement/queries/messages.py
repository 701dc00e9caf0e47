"""Messages: of a conversation, by identity, and through the door."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from caseway.engagement.models import Attachment, Message
from caseway.engagement.queries.conversations import visible_conversations
from caseway.kernel.access import Actor


def visible_messages(actor: Actor) -> QuerySet[Message]:
    return Message.objects.filter(conversation__in=visible_conversations(actor))


def visible_attachments(actor: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message__conversation__in=visible_conversations(actor))


def messages_of(conversation_ids: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[Message]:
    """Messages of conversations the caller may see, newest first, without what only the source view needs."""
    return Message.objects.filter(conversation_id__in=conversation_ids).defer("text", "facts").order_by("-at", "-id")


def last_inbound(conversation_id: int) -> Message | None:
    """The newest message of a person outside, which a reply answers."""
    return (
        Message.objects.filter(conversation_id=conversation_id, direction=Message.Direction.IN, is_auto=False)
        .order_by("-at", "-id")
        .first()
    )


def message_ids_of(conversation_id: int) -> list[str]:
    """The Message-IDs of a conversation in order, for References."""
    return list(
        Message.objects.filter(conversation_id=conversation_id)
        .order_by("at", "id")
        .values_list("message_id", flat=True)
    )
