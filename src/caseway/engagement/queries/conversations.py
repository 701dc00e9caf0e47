"""Conversations somebody may read: those of the records in their reach."""

from django.db.models import QuerySet

from caseway.engagement.models import Conversation
from caseway.kernel.access import Actor, visible


def visible_conversations(actor: Actor) -> QuerySet[Conversation]:
    """Agrees with who may see the case that holds them; what no case holds is open to those who may read all cases."""
    return visible(Conversation.objects.all(), actor, "cases.read", kind="conversation")
