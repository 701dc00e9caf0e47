"""The verbs of conversations: a message arrives, is written, is sent, is moved."""

from caseway.engagement.commands.conversations import adopt_conversation, begin_anew, open_conversation, set_scope
from caseway.engagement.commands.incoming import (
    AlreadyReceived,
    IncomingFile,
    IncomingMessage,
    note_delivery,
    receive_message,
)
from caseway.engagement.commands.moving import fold_into, forget_move, note_move, take_out
from caseway.engagement.commands.outgoing import (
    OutgoingFile,
    OutgoingMessage,
    mark_bounced,
    mark_failed,
    mark_sent,
    queue_message,
    retry_message,
)

__all__ = [
    "AlreadyReceived",
    "IncomingFile",
    "IncomingMessage",
    "OutgoingFile",
    "OutgoingMessage",
    "adopt_conversation",
    "begin_anew",
    "fold_into",
    "forget_move",
    "mark_bounced",
    "mark_failed",
    "mark_sent",
    "note_delivery",
    "note_move",
    "open_conversation",
    "queue_message",
    "receive_message",
    "retry_message",
    "set_scope",
    "take_out",
]
