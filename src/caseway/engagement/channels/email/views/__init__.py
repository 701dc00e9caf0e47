from caseway.engagement.channels.email.views.mailboxes import (
    MAILBOXES,
    change_mailbox,
    create_mailbox,
    examine_mailbox,
    mailbox,
    mailbox_history,
    remove_mailbox,
)
from caseway.engagement.channels.email.views.quarantine import (
    decide_many,
    discard_mail,
    quarantine,
    quarantined_mail,
    quarantined_source,
    recover_mail,
    restore_mail,
)

__all__ = [
    "MAILBOXES",
    "change_mailbox",
    "create_mailbox",
    "decide_many",
    "discard_mail",
    "examine_mailbox",
    "mailbox",
    "mailbox_history",
    "quarantine",
    "quarantined_mail",
    "quarantined_source",
    "recover_mail",
    "remove_mailbox",
    "restore_mail",
]
