"""Work somebody may see: of a queue they work, or of a record that is in their reach."""

from django.db.models import Q, QuerySet

from caseway.kernel.access import Actor, may
from caseway.routing.models import Queue, RoutingDecision, WorkItem
from caseway.routing.queries.queues import memberships, visible_queues


def visible_items(actor: Actor) -> QuerySet[WorkItem]:
    """Open work in visible queues. A public queue shows what the actor may read anyway, a member sees all of it."""
    items = WorkItem.objects.filter(state=WorkItem.State.OPEN)
    if actor.reaches_all("cases.read"):
        return items.filter(Q(queue__in=visible_queues(actor)) | Q(worked_by_id=actor.id))
    reachable = Q(owner_id=actor.id) | Q(team_id__in=actor.teams_in_reach("cases.read"))
    return items.filter(
        Q(queue_id__in=memberships(actor)) | Q(worked_by_id=actor.id) | (Q(queue__in=visible_queues(actor)) & reachable)
    )


def items_of_queue(queue: Queue, actor: Actor) -> QuerySet[WorkItem]:
    """The open work of one queue, most urgent first by (priority, entered_at, id)."""
    items = WorkItem.objects.filter(state=WorkItem.State.OPEN, queue=queue).select_related("worked_by")
    if may(actor, "queues.assign") or memberships(actor).filter(queue=queue).exists():
        return items
    return items.filter(pk__in=visible_items(actor).filter(queue=queue))


def my_items(actor: Actor) -> QuerySet[WorkItem]:
    """What the actor is working on."""
    return WorkItem.objects.filter(state=WorkItem.State.OPEN, worked_by_id=actor.id).select_related("queue")


def decisions_of(item: WorkItem) -> QuerySet[RoutingDecision]:
    """Why the item is where it is, newest first."""
    return item.decisions.select_related("queue", "agent", "rule").order_by("-id")
