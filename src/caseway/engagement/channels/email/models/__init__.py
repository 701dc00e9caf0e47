"""Our addresses, how their mail reaches us, and the mail that could not be taken in."""

from caseway.engagement.channels.email.models.keys import MailKey
from caseway.engagement.channels.email.models.mailboxes import HealthSpell, Mailbox, TakenMail
from caseway.engagement.channels.email.models.quarantine import BlockedSender, BulkDecision, Quarantine
from caseway.engagement.channels.email.models.sending import DomainPace, Sending, SigningKey, WayOut
from caseway.engagement.channels.email.models.sign_in import MailboxSignIn, MailProvider

__all__ = [
    "BlockedSender",
    "BulkDecision",
    "DomainPace",
    "HealthSpell",
    "MailKey",
    "MailProvider",
    "Mailbox",
    "MailboxSignIn",
    "Quarantine",
    "Sending",
    "SigningKey",
    "TakenMail",
    "WayOut",
]
