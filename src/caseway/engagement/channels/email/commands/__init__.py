"""The verbs of mail: receive it, hold it back, send it, keep the mailboxes."""

from caseway.engagement.channels.email.commands.bulk import carry_out, decide_many
from caseway.engagement.channels.email.commands.doctor import AREAS, Step, examine_mailbox
from caseway.engagement.channels.email.commands.fetching import note_unread, take_posted
from caseway.engagement.channels.email.commands.holding import Envelope, hold_message
from caseway.engagement.channels.email.commands.keys import add_key, remove_key, sign_with
from caseway.engagement.channels.email.commands.mailboxes import remove_mailbox, save_mailbox
from caseway.engagement.channels.email.commands.providers import remove_provider, save_provider
from caseway.engagement.channels.email.commands.quarantining import discard_mail, recover_mail, restore_mail
from caseway.engagement.channels.email.commands.receiving import (
    Outcome,
    Receipt,
    TryLater,
    hold_oversized,
    receive_mail,
)
from caseway.engagement.channels.email.commands.reports import take_reports
from caseway.engagement.channels.email.commands.rereading import Extent, reread_mail
from caseway.engagement.channels.email.commands.sending import Lane, send_due
from caseway.engagement.channels.email.commands.sign_in import begin_sign_in, finish_sign_in
from caseway.engagement.channels.email.commands.signing import make_signing_key, remove_signing_key, use_signing_key
from caseway.engagement.channels.email.commands.transport import Carriers
from caseway.engagement.channels.email.commands.ways_out import Route, save_way_out

__all__ = [
    "AREAS",
    "Carriers",
    "Envelope",
    "Extent",
    "Lane",
    "Outcome",
    "Receipt",
    "Route",
    "Step",
    "TryLater",
    "add_key",
    "begin_sign_in",
    "carry_out",
    "decide_many",
    "discard_mail",
    "examine_mailbox",
    "finish_sign_in",
    "hold_message",
    "hold_oversized",
    "make_signing_key",
    "note_unread",
    "receive_mail",
    "recover_mail",
    "remove_key",
    "remove_mailbox",
    "remove_provider",
    "remove_signing_key",
    "reread_mail",
    "restore_mail",
    "save_mailbox",
    "save_provider",
    "save_way_out",
    "send_due",
    "sign_with",
    "take_posted",
    "take_reports",
    "use_signing_key",
]
