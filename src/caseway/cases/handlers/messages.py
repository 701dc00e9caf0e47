"""A message to the customer left, or did not, or something was learnt about it."""

from caseway.cases import commands
from caseway.engagement.events import MessageFailed, MessageNoticed, MessageReread, MessageSent
from caseway.kernel.events import at_once, on


@on(MessageSent, at_once)
def note_departure(event: MessageSent) -> None:
    commands.message_left(event.message_id)


@on(MessageFailed, at_once)
def note_failure(event: MessageFailed) -> None:
    commands.message_failed(event.message_id)


@on(MessageNoticed, at_once)
def show_notice(event: MessageNoticed) -> None:
    commands.show_message(event.message_id)


@on(MessageReread, at_once)
def show_reread(event: MessageReread) -> None:
    commands.message_reread(event.message_id)
