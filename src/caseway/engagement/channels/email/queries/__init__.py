from caseway.engagement.channels.email.queries.addresses import (
    bounce_address,
    conversation_replied_to,
    message_returned_to,
    reply_address,
)
from caseway.engagement.channels.email.queries.keys import visible_keys
from caseway.engagement.channels.email.queries.mailboxes import (
    believed_by,
    fetched_mailboxes,
    holds_forgeries,
    hooked_mailboxes,
    mailbox_for_sending,
    our_address,
    our_address_now,
    our_addresses,
    sending_addresses,
    taken_mails,
    visible_mailboxes,
    visible_spells,
    way_out_of,
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
from caseway.engagement.channels.email.queries.servers import Server, server_of
from caseway.engagement.channels.email.queries.sign_in import (
    Notice,
    ending_of,
    ending_words,
    mail_notices,
    visible_providers,
)
from caseway.engagement.channels.email.queries.signatures import Signature, signature_of
from caseway.engagement.channels.email.queries.signing import visible_signing_keys
from caseway.engagement.channels.email.queries.threading import Place, find_place

__all__ = [
    "Notice",
    "Place",
    "Server",
    "Signature",
    "Wanted",
    "believed_by",
    "blocked_by",
    "bounce_address",
    "causes_held",
    "conversation_replied_to",
    "ending_of",
    "ending_words",
    "fetched_mailboxes",
    "find_place",
    "holds_forgeries",
    "hooked_mailboxes",
    "loop_token",
    "mail_notices",
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
    "server_of",
    "signature_of",
    "source_of_held",
    "taken_mails",
    "unsealed",
    "visible_decisions",
    "visible_keys",
    "visible_mailboxes",
    "visible_providers",
    "visible_quarantine",
    "visible_signing_keys",
    "visible_spells",
    "way_out_of",
]
