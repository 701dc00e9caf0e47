"""Message-IDs: the ones we give, and the messages known under one."""

import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings

from caseway.engagement.models import Conversation, ConversationParticipant, Message, MessageIdentity
from caseway.engagement.rules import conversation_named_in, identity_key, new_message_id
from caseway.kernel.rows import rows_of

MOST_MERGES = 20
KNOWN = """
SELECT id FROM engagement_messageidentity WHERE internet_id = ANY(%s::text[]) AND message_id IS NOT NULL
"""


def fresh_message_id(conversation_id: int) -> str:
    """A Message-ID for what we are about to send, signed so that we know it again for ever."""
    domain = settings.CASEWAY.support_address.rpartition("@")[2]
    return new_message_id(conversation_id, domain=domain, key=_key())


def conversation_of_our_id(message_id: str) -> int | None:
    """The conversation that a Message-ID of ours names, also when its message is no longer kept."""
    return conversation_named_in(message_id, key=_key())


def messages_known_as(message_ids: Sequence[str]) -> dict[str, list[Message]]:
    """Every message received or sent under each of these Message-IDs, oldest first, with its conversation."""
    keys = {identity_key(message_id): message_id for message_id in message_ids}
    known = [number for (number,) in rows_of(KNOWN, (list(keys),))]
    found = (
        MessageIdentity.objects.filter(pk__in=known)
        .select_related("message__conversation")
        .defer("message__text", "message__html", "message__reply_text", "message__quoted_text")
        .order_by("pk")
    )
    answer: dict[str, list[Message]] = {}
    for identity in found if known else ():
        if identity.message:
            answer.setdefault(keys[identity.internet_id], []).append(identity.message)
    return answer


def conversation_named(conversation_id: int) -> Conversation | None:
    return Conversation.objects.filter(pk=conversation_id).first()


def conversations_of_record(reference: str) -> list[Conversation]:
    """The conversations that a record such as CAS-1042 holds, the newest first."""
    return list(Conversation.objects.filter(reference=reference).order_by("-last_message_at", "-pk")[:20])


def survivor(conversation: Conversation) -> Conversation:
    """Where the conversation goes on after all mergers."""
    for _step in range(MOST_MERGES):
        if conversation.merged_into is None:
            break
        conversation = conversation.merged_into
    return conversation


def takes_part(conversation_id: int, address: str) -> bool:
    """Whether this address wrote in the conversation or was written to."""
    return ConversationParticipant.objects.filter(
        conversation_id=conversation_id, address=address.lower()[:320]
    ).exists()


def _key() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"caseway message ids", hashlib.sha256).digest()
