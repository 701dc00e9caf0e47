"""Who works on it: pick, assign, release, remove, complete, reopen."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, NotAllowed
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify
from caseway.routing.events import WorkAssigned, WorkReleased
from caseway.routing.models import RoutingDecision, WorkItem
from caseway.routing.queries import may_work


class WorkTaken(DomainError):
    """Somebody else already works on it."""


class NotInQueue(DomainError):
    """It is in no queue."""


@atomic()
def pick(item_id: int, *, actor: Actor) -> WorkItem:
    """Take waiting work.

    Of two who pick at once one wins, the other gets `WorkTaken`. Picking one's own changes nothing.
    """
    require(actor, "queues.pick")
    item = _lock(item_id)
    if item.worked_by_id == actor.agent_id:
        return item
    if item.worked_by is not None:
        raise WorkTaken(_("%(name)s is already working on it.") % {"name": item.worked_by.name})
    if item.queue is not None and not may_work(actor, item.queue):
        raise NotAllowed(_("Only members of %(queue)s may pick from it.") % {"queue": item.queue.name})
    return _give(item, actor.id, actor=actor)


@atomic()
def assign(item_id: int, *, agent_id: int, actor: Actor) -> WorkItem:
    """Give work to a person, whoever had it. The caller has checked that the actor may assign the record."""
    return _give(_lock(item_id), agent_id, actor=actor)


@atomic()
def release(item_id: int, *, actor: Actor) -> WorkItem:
    """Give work back to its queue: it belongs to the queue's owner again."""
    item = _lock(item_id)
    if item.queue is None:
        raise NotInQueue(_("It is in no queue, so it cannot be released. Assign it or route it instead."))
    item.worked_by, item.worked_since = None, None
    item.owner_id, item.team_id = item.queue.owner_agent_id, item.queue.owner_team_id
    item.save(update_fields=["worked_by", "worked_since", "owner", "team"])
    notify(f"queue:{item.queue_id}")
    publish(
        WorkReleased(
            work_item_id=item.pk,
            kind=item.kind,
            reference=item.reference,
            queue_id=item.queue_id,
            actor=actor.reference,
        )
    )
    return item


@atomic()
def remove(item_id: int, *, actor: Actor) -> WorkItem:
    """Take it out of its queue; who works on it stays."""
    item = _lock(item_id)
    if item.queue_id is None:
        raise NotInQueue(_("It is in no queue any more."))
    notify(f"queue:{item.queue_id}")
    item.queue, item.entered_at = None, None
    item.save(update_fields=["queue", "entered_at"])
    reason = _("Removed from its queue by %(name)s.") % {"name": actor.name}
    RoutingDecision.objects.create(item=item, actor=actor.reference, reason=reason)
    return item


@atomic()
def complete(item_id: int | None, *, actor: Actor) -> None:
    """The record closed: nobody needs to work on it."""
    _set_state(item_id, WorkItem.State.CLOSED)


@atomic()
def reopen(item_id: int | None, *, actor: Actor) -> None:
    """The record is open again, where it was and with whoever had it, unless they are no longer active."""
    _set_state(item_id, WorkItem.State.OPEN)
    WorkItem.objects.filter(pk=item_id or 0, worked_by__is_active=False).update(worked_by=None, worked_since=None)


def _set_state(item_id: int | None, state: WorkItem.State) -> None:
    if item_id is None:
        return
    item = WorkItem.objects.filter(pk=item_id).exclude(state=state).select_for_update().first()
    if item is None:
        return
    item.state = state
    item.save(update_fields=["state"])
    if item.queue_id:
        notify(f"queue:{item.queue_id}")


def _lock(item_id: int) -> WorkItem:
    item = WorkItem.objects.select_related("queue", "worked_by").get(pk=item_id)
    locked = lock_row(item)
    locked.queue = item.queue if locked.queue_id == item.queue_id else locked.queue
    return locked


def _give(item: WorkItem, agent_id: int, *, actor: Actor) -> WorkItem:
    item.worked_by_id, item.worked_since, item.owner_id = agent_id, timezone.now(), agent_id
    item.save(update_fields=["worked_by", "worked_since", "owner"])
    if item.queue_id:
        notify(f"queue:{item.queue_id}")
    publish(
        WorkAssigned(
            work_item_id=item.pk, kind=item.kind, reference=item.reference, agent_id=agent_id, actor=actor.reference
        )
    )
    return item
