"""The conversations of a case, and the case of a conversation."""

from django.db.models import Exists, OuterRef, QuerySet

from caseway.cases.models import Case, CaseConversation
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import NEVER_SAID


def conversations_of(case: Case) -> QuerySet[Conversation]:
    held = CaseConversation.objects.filter(case=case).values("conversation_id")
    return Conversation.objects.filter(pk__in=held)


def conversation_to_answer(case: Case) -> Conversation | None:
    """The mail conversation with the customer in which something was said last; a silent one for want of others."""
    mails = conversations_of(case).filter(channel=Conversation.Channel.EMAIL, is_aside=False)
    said = Message.objects.filter(conversation=OuterRef("pk")).exclude(state__in=NEVER_SAID)
    return mails.alias(has_words=Exists(said)).order_by("-has_words", "-last_message_at", "-id").first()


def case_of_conversation(conversation_id: int) -> Case | None:
    """The case that holds this conversation."""
    return Case.objects.filter(conversation_links__conversation_id=conversation_id).first()
