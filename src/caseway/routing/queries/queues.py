"""Queues somebody may look into."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from caseway.kernel.access import Actor, may
from caseway.operations.models import Agent
from caseway.routing.models import Queue, QueueMembership, WorkItem


@dataclass(frozen=True)
class QueueCount:
    """Open work in a queue: all of it, and what nobody works on."""

    queue: Queue
    waiting: int
    open: int


def visible_queues(actor: Actor) -> QuerySet[Queue]:
    """Public queues, and private ones the actor is a member of; whoever assigns from queues sees them all."""
    if not may(actor, "queues.read"):
        return Queue.objects.none()
    if may(actor, "queues.assign"):
        return Queue.objects.all()
    return Queue.objects.filter(Q(is_public=True) | Q(pk__in=memberships(actor)))


def memberships(actor: Actor) -> QuerySet[QueueMembership, int]:
    """The ids of the queues the actor works."""
    return QueueMembership.objects.filter(agent_id=actor.agent_id or 0).values_list("queue_id", flat=True)


def members_of(queue: Queue) -> QuerySet[Agent]:
    """Who works the queue, by name."""
    return queue.members.order_by("name", "pk")


def may_work(actor: Actor, queue: Queue) -> bool:
    """Whether the actor may take work from this queue: a member, or anybody where the queue is public."""
    return queue.is_public or may(actor, "queues.assign") or memberships(actor).filter(queue=queue).exists()


def open_counts(actor: Actor) -> list[QueueCount]:
    """Each visible queue with its open work, in one statement over what is open."""
    open_items = Q(items__state=WorkItem.State.OPEN)
    queues = visible_queues(actor).annotate(
        waiting=Count("items", filter=open_items & Q(items__worked_by__isnull=True)),
        open_items=Count("items", filter=open_items),
    )
    return [QueueCount(queue, queue.waiting, queue.open_items) for queue in queues]
