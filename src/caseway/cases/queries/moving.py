"""A message with the case it stands in, and moves that somebody may undo."""

from django.db.models import Q, QuerySet

from caseway.cases.models import Activity, Case, CaseConversation, MessageMove, Note
from caseway.cases.queries.cases import visible_cases
from caseway.engagement.models import Message
from caseway.kernel.access import Actor


def message_with_case(actor: Actor, message_id: int) -> tuple[Message, Case] | None:
    """The message and its case, if the actor may read that case."""
    held = CaseConversation.objects.filter(case__in=visible_cases(actor), conversation__messages=message_id)
    link = held.select_related("case").first()
    if link is None:
        return None
    return Message.objects.select_related("conversation").get(pk=message_id), link.case


def visible_moves(actor: Actor) -> QuerySet[MessageMove]:
    """Moves from cases in the actor's reach, to cases in their reach or made by themselves."""
    seen = visible_cases(actor).values("pk")
    moves = MessageMove.objects.filter(Q(target__in=seen) | Q(moved_by=actor.reference), source__in=seen)
    return moves.select_related("source", "target", "came_from", "stands_in")


def moving_with(message: Message, *, with_later: bool) -> list[int]:
    """The ids of the messages that go along: itself, or with all that was said after it in its conversation."""
    if not with_later:
        return [message.pk]
    later = Q(at__gt=message.at) | Q(at=message.at, pk__gte=message.pk)
    said = Message.objects.filter(later, conversation_id=message.conversation_id)
    return list(said.order_by("at", "pk").values_list("pk", flat=True))


def has_been_worked_on(case: Case) -> bool:
    """Whether anybody did something on a case beside opening it."""
    is_worked = case.work_item is not None and case.work_item.worked_by_id is not None
    noted, active = Note.objects.filter(case=case), Activity.objects.filter(case=case)
    conversations = CaseConversation.objects.filter(case=case)
    return is_worked or not case.is_active or noted.exists() or active.exists() or conversations.count() > 1
