"""The conversations of a case, and the case of a conversation."""

from django.db.models import QuerySet

from caseway.cases.models import Case, CaseConversation
from caseway.engagement.models import Conversation


def conversations_of(case: Case) -> QuerySet[Conversation]:
    held = CaseConversation.objects.filter(case=case).values("conversation_id")
    return Conversation.objects.filter(pk__in=held)


def conversation_to_answer(case: Case) -> Conversation | None:
    """The mail conversation with the customer in which something was said last."""
    mails = conversations_of(case).filter(channel=Conversation.Channel.EMAIL, is_aside=False)
    return mails.order_by("-last_message_at", "-id").first()


def case_of_conversation(conversation_id: int) -> Case | None:
    """The case that holds this conversation."""
    return Case.objects.filter(conversation_links__conversation_id=conversation_id).first()
