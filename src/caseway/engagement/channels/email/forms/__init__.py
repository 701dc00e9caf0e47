"""What is asked about mailboxes, providers and keys, and about a sender to block."""

from caseway.engagement.channels.email.forms.blocking import BLOCKED_SENDERS
from caseway.engagement.channels.email.forms.leaving import KeyForm, SigningKeyForm, WayOutForm
from caseway.engagement.channels.email.forms.mailboxes import MailboxForm
from caseway.engagement.channels.email.forms.providers import ProviderForm

__all__ = ["BLOCKED_SENDERS", "KeyForm", "MailboxForm", "ProviderForm", "SigningKeyForm", "WayOutForm"]
