"""What was said to and by the customer of a case: the last word, and the first answer of a person."""

from datetime import datetime

from django.db.models import Q, QuerySet

from caseway.cases.models import Activity, Case, CaseConversation
from caseway.engagement.models import Message
from caseway.engagement.queries import NEVER_SAID
from caseway.kernel.access import ActorKind

PERSON = f"{ActorKind.AGENT}:"


def newest_word(case: Case) -> Message | None:
    """The newest message between the customer and us that a person wrote and that has left, or is about to."""
    return _said(case).order_by("-at", "-id").first()


def first_answer_at(case: Case) -> datetime | None:
    """When a person first answered: by a message, or by a call."""
    answers = _said(case).filter(direction=Message.Direction.OUT, author__startswith=PERSON)
    calls = Activity.objects.filter(case=case, kind=Activity.Kind.PHONE_CALL, state=Activity.State.COMPLETED)
    moments = [
        answers.order_by("at").values_list("at", flat=True).first(),
        calls.order_by("closed_at").values_list("closed_at", flat=True).first(),
    ]
    return min((moment for moment in moments if moment), default=None)


def _said(case: Case) -> QuerySet[Message]:
    held = CaseConversation.objects.filter(case=case, conversation__is_aside=False).values("conversation_id")
    messages = Message.objects.filter(conversation_id__in=held, is_auto=False, is_bounce=False)
    return messages.exclude(state__in=NEVER_SAID).exclude(Q(is_scheduled=True, state=Message.State.QUEUED))
