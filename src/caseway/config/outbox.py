"""Mail of the sign-in pages while no mail server is set: files in the outbox folder, beside those of the mailboxes."""

from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Each as an `.eml` file that only we read: it may hold a link that sets a password."""
        folder = settings.CASEWAY.outbox
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = folder / f"account-{uuid4().hex}.eml"
            path.touch(mode=0o600)
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)
