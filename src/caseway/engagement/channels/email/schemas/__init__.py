"""Mailboxes and held mail as the API writes and reads them."""

from caseway.engagement.channels.email.schemas.keys import KeyChange, KeyIn, KeyOut, SigningKeyIn, SigningKeyOut
from caseway.engagement.channels.email.schemas.mailboxes import (
    ExaminationOut,
    ExaminedOut,
    MailboxChange,
    MailboxIn,
    MailboxOut,
    SpellOut,
    WayOutIn,
    WayOutOut,
)
from caseway.engagement.channels.email.schemas.providers import (
    ProviderChange,
    ProviderIn,
    ProviderOut,
    SignInFinish,
    SignInOut,
)
from caseway.engagement.channels.email.schemas.quarantine import (
    BulkIn,
    BulkOut,
    QuarantineOut,
    QuarantineQuery,
    RecoveredOut,
)

__all__ = [
    "BulkIn",
    "BulkOut",
    "ExaminationOut",
    "ExaminedOut",
    "KeyChange",
    "KeyIn",
    "KeyOut",
    "MailboxChange",
    "MailboxIn",
    "MailboxOut",
    "ProviderChange",
    "ProviderIn",
    "ProviderOut",
    "QuarantineOut",
    "QuarantineQuery",
    "RecoveredOut",
    "SignInFinish",
    "SignInOut",
    "SigningKeyIn",
    "SigningKeyOut",
    "SpellOut",
    "WayOutIn",
    "WayOutOut",
]
