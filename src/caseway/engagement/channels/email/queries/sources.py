"""Sources of mail that was received, to be read again."""

import zlib
from collections.abc import Iterator
from datetime import datetime

from caseway.engagement.models import Conversation, Message, RawSource

BATCH = 100


def read_sources(after: int, *, since: datetime | None, mailbox: str) -> Iterator[tuple[int, datetime, bytes]]:
    """(message id, when it came, source) of each mail received after message `after`, in the order of ids."""
    received = RawSource.objects.filter(
        message__direction=Message.Direction.IN, message__conversation__channel=Conversation.Channel.EMAIL
    )
    if since:
        received = received.filter(message__at__gte=since)
    if mailbox:
        received = received.filter(message__recipients__delivered_to__contains=[{"email": mailbox.lower()}])
    while batch := list(received.filter(pk__gt=after).order_by("pk").values_list("pk", "message__at", "data")[:BATCH]):
        for message_id, at, data in batch:
            yield message_id, at, zlib.decompress(bytes(data))
        after = batch[-1][0]
