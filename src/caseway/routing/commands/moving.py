"""Work moves to another queue or person, by hand or by the rules again."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify
from caseway.operations.models import Agent
from caseway.routing.commands.arrival import choose_for, send_to
from caseway.routing.events import WorkRouted
from caseway.routing.models import Queue, RoutingDecision, WorkItem
from caseway.routing.rules import Choice


@atomic()
def route(item_id: int, *, actor: Actor, queue: Queue | None = None, agent: Agent | None = None) -> WorkItem:
    """Send it to a queue, where it waits again, or straight to a person. The caller has checked the record."""
    target = queue.name if queue else agent.name if agent else ""
    reason = _("%(name)s sent it to %(target)s.") % {"name": actor.name, "target": target}
    choice = Choice(None, queue.pk if queue else None, agent.pk if agent else None, reason)
    return _move(item_id, choice, actor=actor)


@atomic()
def route_again(item_id: int, *, actor: Actor) -> WorkItem:
    """Let the rules decide anew, from the attributes as they are now (save and route)."""
    item = WorkItem.objects.get(pk=item_id)
    choice = choose_for(item.kind, item.attributes, now=timezone.now())
    return _move(item_id, choice, actor=actor)


def _move(item_id: int, choice: Choice, *, actor: Actor) -> WorkItem:
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.queue_id:
        notify(f"queue:{item.queue_id}")
    team_id = item.team_id
    send_to(item, choice, now=timezone.now())
    item.team_id = item.team_id or team_id
    item.save(update_fields=["queue", "entered_at", "worked_by", "worked_since", "owner", "team"])
    if item.queue_id:
        notify(f"queue:{item.queue_id}")
    choice = replace(choice, queue_id=item.queue_id)
    RoutingDecision.objects.create(
        item=item,
        rule_id=choice.rule_id,
        queue_id=choice.queue_id,
        agent_id=choice.agent_id,
        actor=actor.reference,
        reason=choice.reason,
    )
    publish(
        WorkRouted(
            work_item_id=item.pk,
            kind=item.kind,
            reference=item.reference,
            queue_id=choice.queue_id,
            agent_id=choice.agent_id,
            reason=choice.reason,
            actor=actor.reference,
        )
    )
    return item
