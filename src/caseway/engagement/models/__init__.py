from caseway.engagement.models.conversations import Conversation, ConversationParticipant
from caseway.engagement.models.messages import Attachment, Message, MessageIdentity, RawSource

__all__ = [
    "Attachment",
    "Conversation",
    "ConversationParticipant",
    "Message",
    "MessageIdentity",
    "RawSource",
]
