"""Messages change their conversation, with what hangs on it: who takes part, and when something was said last.

A Message-ID leads to its message, so later answers follow it. A conversation left empty leads on to the other one.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Max

from caseway.engagement.commands.conversations import add_participants, participant_addresses
from caseway.engagement.models import Conversation, ConversationParticipant, Message
from caseway.kernel.db import atomic

KINDS = ("to", "cc", "bcc", "reply_to")


@atomic()
def take_out(source: Conversation, message_ids: list[int], *, subject: str) -> Conversation:
    """Put these messages of a conversation into a new one of their own; who took part only in them leaves with them."""
    into = Conversation.objects.create(channel=source.channel, subject=subject[:500], is_aside=source.is_aside)
    _carry(message_ids, source=source, into=into)
    return into


@atomic()
def fold_into(source: Conversation, *, into: Conversation) -> None:
    """Put all that was said in `source` into another conversation, and lead there whoever answers in it."""
    _carry(list(source.messages.values_list("pk", flat=True)), source=source, into=into)
    source.merged_into, source.reference, source.owner, source.team = into, "", None, None
    source.save(update_fields=["merged_into", "reference", "owner", "team"])


@atomic()
def note_move(message_ids: list[int], move: Mapping[str, object]) -> None:
    """Keep with each message that, from where and by whom it was moved, beside why it first stood there."""
    messages = list(Message.objects.select_for_update().filter(pk__in=message_ids).only("evidence"))
    for message in messages:
        message.evidence["moved"] = [*message.evidence.get("moved", []), dict(move)]
    Message.objects.bulk_update(messages, ["evidence"])


@atomic()
def forget_move(message_ids: list[int], move_id: int) -> None:
    """The move was undone."""
    messages = list(Message.objects.select_for_update().filter(pk__in=message_ids).only("evidence"))
    for message in messages:
        moved = [one for one in message.evidence.get("moved", []) if one["id"] != move_id]
        message.evidence = {**message.evidence, "moved": moved} if moved else _without_moves(message.evidence)
    Message.objects.bulk_update(messages, ["evidence"])


def addresses_of(messages: Iterable[Message]) -> set[str]:
    """Who wrote these messages or was written to."""
    found = {message.from_email for message in messages}
    for message in messages:
        found.update(one["email"] for kind in KINDS for one in message.recipients.get(kind, ()))
    return set(participant_addresses(found))


def _carry(message_ids: list[int], *, source: Conversation, into: Conversation) -> None:
    moved = source.messages.filter(pk__in=message_ids)
    leaving = addresses_of(list(moved.only("from_email", "recipients")))
    moved.update(conversation=into)
    staying = addresses_of(list(source.messages.only("from_email", "recipients")))
    ConversationParticipant.objects.filter(conversation=source, address__in=leaving - staying).delete()
    add_participants(into.pk, leaving)
    for conversation in (source, into):
        conversation.last_message_at = conversation.messages.aggregate(last=Max("at"))["last"]
        conversation.save(update_fields=["last_message_at"])


def _without_moves(evidence: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in evidence.items() if name != "moved"}
