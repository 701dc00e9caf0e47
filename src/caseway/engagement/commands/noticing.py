"""What is learnt about a message later: that it is late, or unwanted."""

from collections.abc import Mapping

from caseway.engagement.events import MessageNoticed
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish


@atomic()
def note_notice(message: Message, notice: Mapping[str, object]) -> None:
    """Tell it beside the message: `{"kind": …}` with its values. A newer one of the same kind takes the place."""
    message = lock_row(message)
    message.notices = [*(one for one in message.notices if one["kind"] != notice["kind"]), dict(notice)]
    message.save(update_fields=["notices"])
    publish(
        MessageNoticed(
            conversation_id=message.conversation_id,
            message_id=message.pk,
            kind=str(notice["kind"]),
            actor=SYSTEM.reference,
        )
    )
