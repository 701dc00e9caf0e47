"""A message is to be sent: send it, outside the transaction that wrote it."""

from caseway.engagement.channels.email import commands
from caseway.engagement.events import MessageQueued
from caseway.engagement.models import Conversation
from caseway.kernel.events import on, soon


@on(MessageQueued, soon, lane="mail")
def send_queued(event: MessageQueued) -> None:
    if event.channel == Conversation.Channel.EMAIL:
        commands.send_message(event.message_id)
