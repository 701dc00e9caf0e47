"""What becomes of a message that waits: taken back, put off, being sent, sent, refused or returned.

A queued message has surely not left, so it can be taken back; whoever sends it first makes it *sending*, under the same
lock. So none is both taken back and sent.
"""

import zlib
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.events import MessageFailed, MessageQueued, MessageRescheduled, MessageSent, MessageWithdrawn
from caseway.engagement.models import Message, RawSource
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError
from caseway.kernel.events import publish

State = Message.State


class AlreadyLeft(DomainError):
    """A mail server may have the message already: it can no longer be taken back or put off."""


@atomic()
def withdraw_message(message_id: int, *, actor: Actor) -> Message:
    """Take back what has not left. The caller has checked that the actor may work here."""
    message = _lock_waiting(message_id)
    message.state = State.CANCELED
    message.save(update_fields=["state"])
    publish(MessageWithdrawn(conversation_id=message.conversation_id, message_id=message.pk, actor=actor.reference))
    return message


@atomic()
def reschedule_message(message_id: int, *, actor: Actor, leaves_at: datetime | None) -> Message:
    """Let it leave at another moment; None means at once. The caller has checked that the actor may work here."""
    message = _lock_waiting(message_id)
    message.leaves_at = leaves_at or timezone.now()
    message.is_scheduled = message.is_scheduled or leaves_at is not None
    message.save(update_fields=["leaves_at", "is_scheduled"])
    publish(MessageRescheduled(conversation_id=message.conversation_id, message_id=message.pk, actor=actor.reference))
    return message


@atomic()
def begin_sending(message_id: int) -> Message | None:
    """Hold a message that waits, or that somebody began to send; None when others hold it or it may not leave yet."""
    held = Message.objects.select_for_update(of=("self",), skip_locked=True).select_related("conversation")
    message = held.filter(pk=message_id, state__in=(State.QUEUED, State.SENDING), leaves_at__lte=timezone.now()).first()
    if message and message.state == State.QUEUED:
        message.state = State.SENDING
        message.save(update_fields=["state"])
    return message


@atomic()
def mark_sent(message_id: int, *, source: bytes = b"") -> None:
    """The next server took it, as `source`, which is kept. Safe to run twice."""
    message = _lock(message_id, State.QUEUED, State.SENDING)
    if message:
        if source:
            keep_source(message, source)
        message.state, message.sent_at, message.send_error = State.SENT, timezone.now(), ""
        message.save(update_fields=["state", "sent_at", "send_error"])
        publish(MessageSent(conversation_id=message.conversation_id, message_id=message.pk, actor=SYSTEM.reference))


def keep_source(message: Message, source: bytes) -> None:
    """Keep a message as it left."""
    kept = RawSource(message=message, data=zlib.compress(source, 3), size=len(source))
    RawSource.objects.bulk_create(
        [kept], update_conflicts=True, unique_fields=["message"], update_fields=["data", "size"]
    )


@atomic()
def mark_failed(message_id: int, *, error: str, is_final: bool, may_have_left: bool = False) -> None:
    """It could not be sent: with `is_final` for good, otherwise it is tried again. `error` is the server's words.

    `may_have_left`: nobody said whether the server took it, so it cannot be taken back any more.
    """
    message = _lock(message_id, State.QUEUED, State.SENDING)
    if message is None:
        return
    message.send_attempts += 1
    message.send_error = error[:2000]
    message.state = State.FAILED if is_final else State.SENDING if may_have_left else State.QUEUED
    message.save(update_fields=["send_attempts", "send_error", "state"])
    if is_final:
        _publish_failure(message)


@atomic()
def mark_bounced(message_id: int, *, error: str) -> None:
    """It came back after it was sent."""
    message = _lock(message_id, State.SENT)
    if message:
        message.state, message.send_error = State.BOUNCED, error[:2000]
        message.save(update_fields=["state", "send_error"])
        _publish_failure(message)


@atomic()
def retry_message(message_id: int, *, actor: Actor) -> None:
    """Send a failed or returned message once more. The caller has checked that the actor may write here."""
    message = _lock(message_id, State.FAILED, State.BOUNCED)
    if message:
        message.state = State.SENDING if message.state == State.BOUNCED else State.QUEUED
        message.send_error, message.send_attempts = "", 0
        message.leaves_at = timezone.now()
        message.save(update_fields=["state", "send_error", "send_attempts", "leaves_at"])
        channel = message.conversation.channel
        publish(
            MessageQueued(
                conversation_id=message.conversation_id, message_id=message.pk, channel=channel, actor=actor.reference
            )
        )


def _lock(message_id: int, *states: Message.State) -> Message | None:
    return Message.objects.select_for_update(of=("self",)).filter(pk=message_id, state__in=states).first()


def _lock_waiting(message_id: int) -> Message:
    message = _lock(message_id, State.QUEUED)
    if message is None:
        raise AlreadyLeft(_("It is too late: the message is on its way, or was taken back. Write a second one."))
    return message


def _publish_failure(message: Message) -> None:
    publish(
        MessageFailed(
            conversation_id=message.conversation_id,
            message_id=message.pk,
            error=message.send_error,
            actor=SYSTEM.reference,
        )
    )
