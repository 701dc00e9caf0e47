"""A message to the customer left, or did not."""

from caseway.cases import commands
from caseway.engagement.events import MessageFailed, MessageSent
from caseway.kernel.events import at_once, on


@on(MessageSent, at_once)
def note_departure(event: MessageSent) -> None:
    commands.message_left(event.message_id)


@on(MessageFailed, at_once)
def note_failure(event: MessageFailed) -> None:
    commands.message_failed(event.message_id)
