"""The verbs of a case. Each checks the actor, holds the row, changes it, writes the audit, and publishes one event."""

from caseway.cases.commands.acknowledging import acknowledge
from caseway.cases.commands.activities import NewActivity, add_activity, close_activity
from caseway.cases.commands.assignment import assign_case, pick_case, release_case, remove_from_queue, route_case
from caseway.cases.commands.cancellation import cancel_case
from caseway.cases.commands.changes import CaseEdit, change_status, edit_case
from caseway.cases.commands.clocks import promise_missed, promise_nears
from caseway.cases.commands.conversations import (
    attach_message,
    message_failed,
    message_left,
    message_reread,
    reply_sent,
    show_message,
)
from caseway.cases.commands.forwarding import Forward, forward_message
from caseway.cases.commands.holds import CaseHeld, hold, lift_hold
from caseway.cases.commands.locking import CaseAlreadyClosed, CaseNotClosed
from caseway.cases.commands.moving import (
    AlreadyThere,
    AlreadyUndone,
    NotThere,
    WorkedOn,
    give_own_case,
    move_message,
    undo_move,
)
from caseway.cases.commands.notes import add_note, see_mentions
from caseway.cases.commands.opening import NewCase, open_case
from caseway.cases.commands.reactivation import reactivate_case
from caseway.cases.commands.reasons import (
    ReasonDetails,
    ReasonNeeded,
    activate_status_reason,
    add_status_reason,
    change_status_reason,
    deactivate_status_reason,
    delete_status_reason,
    make_default_status_reason,
    move_status_reason,
)
from caseway.cases.commands.replies import (
    NewMail,
    Reply,
    link_article,
    reply_to_customer,
    send_article,
    write_to_customer,
)
from caseway.cases.commands.resolution import OpenActivities, Resolution, resolve_case
from caseway.cases.commands.withdrawal import reschedule_message, retry_message, withdraw_message

__all__ = [
    "AlreadyThere",
    "AlreadyUndone",
    "CaseAlreadyClosed",
    "CaseEdit",
    "CaseHeld",
    "CaseNotClosed",
    "Forward",
    "NewActivity",
    "NewCase",
    "NewMail",
    "NotThere",
    "OpenActivities",
    "ReasonDetails",
    "ReasonNeeded",
    "Reply",
    "Resolution",
    "WorkedOn",
    "acknowledge",
    "activate_status_reason",
    "add_activity",
    "add_note",
    "add_status_reason",
    "assign_case",
    "attach_message",
    "cancel_case",
    "change_status",
    "change_status_reason",
    "close_activity",
    "deactivate_status_reason",
    "delete_status_reason",
    "edit_case",
    "forward_message",
    "give_own_case",
    "hold",
    "lift_hold",
    "link_article",
    "make_default_status_reason",
    "message_failed",
    "message_left",
    "message_reread",
    "move_message",
    "move_status_reason",
    "open_case",
    "pick_case",
    "promise_missed",
    "promise_nears",
    "reactivate_case",
    "release_case",
    "remove_from_queue",
    "reply_sent",
    "reply_to_customer",
    "reschedule_message",
    "resolve_case",
    "retry_message",
    "route_case",
    "see_mentions",
    "send_article",
    "show_message",
    "undo_move",
    "withdraw_message",
    "write_to_customer",
]
