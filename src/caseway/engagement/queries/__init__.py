from caseway.engagement.queries.conversations import visible_conversations
from caseway.engagement.queries.identity import (
    conversation_named,
    conversation_of_our_id,
    conversations_of_record,
    fresh_message_id,
    messages_known_as,
    survivor,
    takes_part,
)
from caseway.engagement.queries.messages import (
    NEVER_SAID,
    last_inbound,
    last_said,
    message_ids_of,
    messages_of,
    messages_since,
    source_of_message,
    visible_attachments,
    visible_messages,
)

__all__ = [
    "NEVER_SAID",
    "conversation_named",
    "conversation_of_our_id",
    "conversations_of_record",
    "fresh_message_id",
    "last_inbound",
    "last_said",
    "message_ids_of",
    "messages_known_as",
    "messages_of",
    "messages_since",
    "source_of_message",
    "survivor",
    "takes_part",
    "visible_attachments",
    "visible_conversations",
    "visible_messages",
]
