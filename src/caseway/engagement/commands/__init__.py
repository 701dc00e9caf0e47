"""The verbs of conversations: a message arrives, is written, is sent, is moved."""

from caseway.engagement.commands.aside import RELEASED, release_message, set_aside
from caseway.engagement.commands.conversations import adopt_conversation, begin_anew, open_conversation, set_scope
from caseway.engagement.commands.copying import copy_message
from caseway.engagement.commands.files import IncomingFile
from caseway.engagement.commands.incoming import (
    AlreadyReceived,
    IncomingMessage,
    note_delivery,
    receive_message,
)
from caseway.engagement.commands.leaving import (
    AlreadyLeft,
    begin_sending,
    keep_source,
    mark_bounced,
    mark_failed,
    mark_sent,
    reschedule_message,
    retry_message,
    withdraw_message,
)
from caseway.engagement.commands.moving import fold_into, forget_move, note_move, take_out
from caseway.engagement.commands.noticing import note_notice
from caseway.engagement.commands.outgoing import OutgoingFile, OutgoingMessage, queue_message
from caseway.engagement.commands.rereading import Reading, reread_message

__all__ = [
    "RELEASED",
    "AlreadyLeft",
    "AlreadyReceived",
    "IncomingFile",
    "IncomingMessage",
    "OutgoingFile",
    "OutgoingMessage",
    "Reading",
    "adopt_conversation",
    "begin_anew",
    "begin_sending",
    "copy_message",
    "fold_into",
    "forget_move",
    "keep_source",
    "mark_bounced",
    "mark_failed",
    "mark_sent",
    "note_delivery",
    "note_move",
    "note_notice",
    "open_conversation",
    "queue_message",
    "receive_message",
    "release_message",
    "reread_message",
    "reschedule_message",
    "retry_message",
    "set_aside",
    "set_scope",
    "take_out",
    "withdraw_message",
]
