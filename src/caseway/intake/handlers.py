"""A message arrived, or was released by a person: decide about it at once."""

from caseway.engagement.events import MessageReceived, MessageReleased
from caseway.intake import commands
from caseway.kernel.events import at_once, on


@on(MessageReceived, at_once)
def decide(event: MessageReceived) -> None:
    commands.decide_message(event.message_id)


@on(MessageReleased, at_once)
def decide_released(event: MessageReleased) -> None:
    commands.decide_again(event.message_id)
