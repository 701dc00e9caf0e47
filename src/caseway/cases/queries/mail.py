"""The door to what was said: a case that is shared shares its mail."""

from django.db.models import Q, QuerySet

from caseway.cases.models import CaseConversation
from caseway.cases.queries.cases import visible_cases
from caseway.engagement.models import Attachment, Message
from caseway.engagement.queries import visible_conversations
from caseway.kernel.access import Actor


def readable_messages(actor: Actor) -> QuerySet[Message]:
    """Messages of conversations and of cases the actor may read."""
    return Message.objects.filter(_within(actor, ""))


def readable_attachments(actor: Actor) -> QuerySet[Attachment]:
    """The files of those messages."""
    return Attachment.objects.filter(_within(actor, "message__"))


def _within(actor: Actor, path: str) -> Q:
    held = CaseConversation.objects.filter(case__in=visible_cases(actor)).values("conversation_id")
    conversation = f"{path}conversation__in"
    return Q(**{conversation: visible_conversations(actor)}) | Q(**{conversation: held})
