"""What mail does about what happens: it holds back, and goes on with long work."""

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.events import BulkDecisionStarted
from caseway.engagement.events import MessageSetAside
from caseway.engagement.models import Conversation
from caseway.kernel.events import at_once, on, soon


@on(MessageSetAside, at_once)
def hold_set_aside(event: MessageSetAside) -> None:
    if event.channel == Conversation.Channel.EMAIL:
        commands.hold_message(event.message_id, cause=event.cause, detail=event.detail)


@on(BulkDecisionStarted, soon)
def carry_out_bulk(event: BulkDecisionStarted) -> None:
    commands.carry_out(event.bulk_decision_id)
