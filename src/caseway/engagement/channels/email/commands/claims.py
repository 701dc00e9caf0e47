"""Sending one message: taken by one sender at a time, then sent, refused for good, or tried again later.

A sender that dies between the server's "accepted" and `note_sent` leaves its lease: after that the message is sent
again, under the same Message-ID, so that servers and clients know it for the same. Nothing else sends twice.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.models import Sending
from caseway.engagement.models import Message
from caseway.kernel.db import atomic

LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 480, 480, 480, 480))


@atomic()
def claim_message(message_id: int) -> Message | None:
    """Take a queued message for sending; None when it is sent, in other hands, or not yet due."""
    now = timezone.now()
    if Sending.objects.filter(message_id=message_id, next_at__gt=now).exists():
        return None
    message = engagement.begin_sending(message_id)
    if message is None:
        return None
    sending, is_new = Sending.objects.get_or_create(message=message, defaults={"next_at": now + LEASE})
    if not is_new:
        if sending.next_at > now:
            return None
        sending.next_at = now + LEASE
        sending.save(update_fields=["next_at"])
    return message


@atomic()
def note_sent(message_id: int, *, source: bytes, refused: str = "") -> None:
    """The next server took it; `refused` are its words about recipients it did not take."""
    engagement.mark_sent(message_id, source=source)
    if refused:
        engagement.mark_bounced(message_id, error=refused)
    Sending.objects.filter(message_id=message_id).delete()


@atomic()
def note_refusal(message_id: int, *, error: str) -> None:
    """It was refused for good, in the server's words."""
    engagement.mark_failed(message_id, error=error, is_final=True)
    Sending.objects.filter(message_id=message_id).delete()


@atomic()
def note_trouble(message: Message, *, error: str) -> datetime | None:
    """It could not be sent for now: the time of the next attempt, or None after the last."""
    if message.send_attempts >= len(WAITS):
        note_refusal(message.pk, error=error)
        return None
    engagement.mark_failed(message.pk, error=error, is_final=False)
    next_at = timezone.now() + WAITS[message.send_attempts]
    Sending.objects.filter(message=message).update(next_at=next_at)
    return next_at
