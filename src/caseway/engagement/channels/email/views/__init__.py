from caseway.engagement.channels.email.views.mailboxes import (
    MAILBOXES,
    change_mailbox,
    create_mailbox,
    mailbox,
    remove_mailbox,
    test_mailbox,
)
from caseway.engagement.channels.email.views.quarantine import (
    discard_mail,
    quarantine,
    quarantined_mail,
    quarantined_source,
    recover_mail,
)

__all__ = [
    "MAILBOXES",
    "change_mailbox",
    "create_mailbox",
    "discard_mail",
    "mailbox",
    "quarantine",
    "quarantined_mail",
    "quarantined_source",
    "recover_mail",
    "remove_mailbox",
    "test_mailbox",
]
