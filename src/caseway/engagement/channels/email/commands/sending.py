"""Outgoing mail leaves: to the configured server, or into the outbox folder while there is none."""

import smtplib

import structlog
from django.conf import settings
from django.utils import timezone

from caseway.engagement.channels.email.commands.claims import claim_message, note_refusal, note_sent, note_trouble
from caseway.engagement.channels.email.commands.transport import Refused, Trouble, deliver_by_smtp, write_to_outbox
from caseway.engagement.channels.email.queries import bounce_address
from caseway.engagement.channels.email.queries.mime import UnusableRecipient, source_of
from caseway.engagement.channels.email.queries.outgoing import Letter, due_to_send, letter_of
from caseway.engagement.models import Message

log = structlog.get_logger()
MOST_AT_ONCE = 20


def send_message(message_id: int) -> None:
    """Send one queued message. Safe to run twice, and at the same time elsewhere."""
    message = claim_message(message_id)
    if message is None:
        return
    try:
        letter = letter_of(message)
        source = source_of(letter)
        refused = _hand_over(letter, source)
    except (Refused, UnusableRecipient) as error:
        note_refusal(message_id, error=str(error))
    except (Trouble, OSError, smtplib.SMTPException) as error:
        log.warning("mail was not sent", message_id=message_id, error=str(error))
        note_trouble(message, error=str(error) or type(error).__name__)
    except Exception as error:  # one message that cannot be sent holds up no other, and its writer is told
        log.exception("mail could not be made", message_id=message_id)
        note_trouble(message, error=f"{type(error).__name__}: {error}")
    else:
        note_sent(message_id, source=source, refused=refused)


def send_due() -> int:
    """Send what is due again, and what a crash left behind; returns how many were tried."""
    due = due_to_send(timezone.now(), MOST_AT_ONCE)
    for message_id in due:
        send_message(message_id)
    return len(due)


def _hand_over(letter: Letter, source: bytes) -> str:
    """Returns the server's words about recipients that it refused while taking others."""
    message: Message = letter.message
    if settings.CASEWAY.smtp is None:
        write_to_outbox(settings.CASEWAY.outbox, message.pk, source)
        return ""
    sender = bounce_address(letter.mailbox.address, message.pk)
    return deliver_by_smtp(settings.CASEWAY.smtp, sender, letter.envelope_recipients, source)
