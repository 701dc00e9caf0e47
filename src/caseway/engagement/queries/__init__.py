from caseway.engagement.queries.conversations import visible_conversations
from caseway.engagement.queries.messages import (
    last_inbound,
    message_ids_of,
    messages_of,
    of_internet_ids,
    visible_attachments,
    visible_messages,
)

__all__ = [
    "last_inbound",
    "message_ids_of",
    "messages_of",
    "of_internet_ids",
    "visible_attachments",
    "visible_conversations",
    "visible_messages",
]
