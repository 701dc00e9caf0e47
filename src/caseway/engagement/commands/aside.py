"""A message is set aside for a person to look at, and released by one."""

from caseway.engagement.events import MessageReleased, MessageSetAside
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish

RELEASED = "is_released"


@atomic()
def set_aside(message: Message, *, cause: str, detail: str, actor: Actor) -> None:
    """Tell its channel to hold it where people look. What a person released before is not set aside again."""
    if message.facts.get(RELEASED):
        return
    publish(
        MessageSetAside(
            conversation_id=message.conversation_id,
            message_id=message.pk,
            channel=message.conversation.channel,
            cause=cause,
            detail=detail,
            actor=actor.reference,
        )
    )


@atomic()
def release_message(message: Message, *, actor: Actor) -> None:
    """Have it decided upon anew, as mail that a person wants. The caller has checked that the actor may."""
    message = lock_row(message)
    message.facts[RELEASED] = True
    message.save(update_fields=["facts"])
    publish(MessageReleased(conversation_id=message.conversation_id, message_id=message.pk, actor=actor.reference))
