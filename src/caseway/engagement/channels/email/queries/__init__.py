from caseway.engagement.channels.email.queries.addresses import (
    bounce_address,
    conversation_replied_to,
    message_returned_to,
    reply_address,
)
from caseway.engagement.channels.email.queries.mailboxes import (
    fetched_mailboxes,
    mailbox_for_sending,
    our_address,
    our_address_now,
    our_addresses,
    sending_addresses,
    taken_mails,
    visible_mailboxes,
    visible_spells,
)
from caseway.engagement.channels.email.queries.quarantine import (
    Wanted,
    blocked_by,
    causes_held,
    quarantined,
    recent_decisions,
    source_of_held,
    visible_decisions,
    visible_quarantine,
)
from caseway.engagement.channels.email.queries.secrets import loop_token, sealed, unsealed
from caseway.engagement.channels.email.queries.signatures import Signature, signature_of
from caseway.engagement.channels.email.queries.threading import Place, find_place

__all__ = [
    "Place",
    "Signature",
    "Wanted",
    "blocked_by",
    "bounce_address",
    "causes_held",
    "conversation_replied_to",
    "fetched_mailboxes",
    "find_place",
    "loop_token",
    "mailbox_for_sending",
    "message_returned_to",
    "our_address",
    "our_address_now",
    "our_addresses",
    "quarantined",
    "recent_decisions",
    "reply_address",
    "sealed",
    "sending_addresses",
    "signature_of",
    "source_of_held",
    "taken_mails",
    "unsealed",
    "visible_decisions",
    "visible_mailboxes",
    "visible_quarantine",
    "visible_spells",
]
