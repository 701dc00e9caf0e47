"""A message arrived: decide about it at once."""

from caseway.engagement.events import MessageReceived
from caseway.intake import commands
from caseway.kernel.events import at_once, on


@on(MessageReceived, at_once)
def decide(event: MessageReceived) -> None:
    commands.decide_message(event.message_id)
