"""The same message in two matters, each with a conversation of its own."""

from caseway.engagement.commands.conversations import add_participants
from caseway.engagement.commands.moving import addresses_of
from caseway.engagement.models import Attachment, Conversation, Message, RawSource
from caseway.kernel.db import atomic


@atomic()
def copy_message(message: Message) -> Message:
    """Once more, for another matter that it also began. Its identity stays with the first: it never arrives twice."""
    copy = Message.objects.select_related("conversation").get(pk=message.pk)
    copy.conversation = Conversation.objects.create(
        channel=copy.conversation.channel, subject=copy.subject[:500], last_message_at=copy.at
    )
    copy.pk, copy.evidence = None, {"by": "copy", "of": message.pk}
    copy.save(force_insert=True)
    add_participants(copy.conversation_id, addresses_of([copy]))
    _copy_parts(message, copy)
    return copy


def _copy_parts(message: Message, copy: Message) -> None:
    """Its source, and its files: the rows, not what they name."""
    for source in RawSource.objects.filter(message=message):
        RawSource.objects.create(message=copy, data=source.data, size=source.size)
    files = list(message.attachments.order_by("pk"))
    for file in files:
        file.pk, file.message = None, copy
    Attachment.objects.bulk_create(files)
