"""The verbs of mail: receive it, hold it back, send it, keep the mailboxes."""

from caseway.engagement.channels.email.commands.holding import Envelope
from caseway.engagement.channels.email.commands.mailboxes import remove_mailbox, save_mailbox, try_mailbox
from caseway.engagement.channels.email.commands.quarantining import discard_mail, recover_mail
from caseway.engagement.channels.email.commands.receiving import (
    Outcome,
    Receipt,
    TryLater,
    hold_oversized,
    receive_mail,
)
from caseway.engagement.channels.email.commands.sending import send_due, send_message

__all__ = [
    "Envelope",
    "Outcome",
    "Receipt",
    "TryLater",
    "discard_mail",
    "hold_oversized",
    "receive_mail",
    "recover_mail",
    "remove_mailbox",
    "save_mailbox",
    "send_due",
    "send_message",
    "try_mailbox",
]
