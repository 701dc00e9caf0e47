"""A conversation is opened, and taken over by whoever holds it."""

from caseway.engagement.models import Conversation, ConversationParticipant, Message
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.rows import write_later

ADOPT = """
UPDATE engagement_conversation SET reference = %s, owner_id = %s, team_id = %s, contact_id = %s, account_id = %s
WHERE id = %s
"""


@atomic()
def open_conversation(
    *,
    channel: str,
    subject: str,
    contact_id: int | None = None,
    account_id: int | None = None,
    is_aside: bool = False,
    actor: Actor,
) -> Conversation:
    """Begin an exchange that nothing arrived for yet; `is_aside` with somebody else than the customer."""
    return Conversation.objects.create(
        channel=channel, subject=subject[:500], contact_id=contact_id, account_id=account_id, is_aside=is_aside
    )


@atomic()
def adopt_conversation(
    conversation: Conversation, *, reference: str, owner_id: int | None, team_id: int | None
) -> None:
    """Write down who holds the conversation now, and who may therefore read it. Its customer is written with it."""
    conversation.reference, conversation.owner_id, conversation.team_id = reference, owner_id, team_id
    held = (reference, owner_id, team_id, conversation.contact_id, conversation.account_id)
    write_later(ADOPT, (*held, conversation.pk))


@atomic()
def set_scope(conversation_ids: list[int], *, owner_id: int | None, team_id: int | None) -> None:
    """Keep the access scope in step with the record that holds these conversations."""
    Conversation.objects.filter(pk__in=conversation_ids).update(owner_id=owner_id, team_id=team_id)


@atomic()
def begin_anew(message: Message) -> Conversation:
    """Move a message into a conversation of its own, because a new matter begins with it."""
    conversation = Conversation.objects.create(
        channel=message.conversation.channel, subject=message.subject[:500], last_message_at=message.at
    )
    message.conversation = conversation
    message.save(update_fields=["conversation"])
    add_participants(conversation.pk, {message.from_email})
    return conversation


def add_participants(conversation_id: int, addresses: set[str]) -> None:
    """Remember who takes part."""
    ConversationParticipant.objects.bulk_create(
        [
            ConversationParticipant(conversation_id=conversation_id, address=address)
            for address in participant_addresses(addresses)
        ],
        ignore_conflicts=True,
    )


def participant_addresses(addresses: set[str]) -> list[str]:
    """Addresses are compared in lower case."""
    return sorted({address.lower()[:320] for address in addresses if address})
