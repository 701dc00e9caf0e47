"""Work arrives: a snapshot of the record is routed to a queue or a person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils import timezone

from caseway.kernel.access import Actor
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import Value
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify
from caseway.kernel.rows import insert_later, insert_row
from caseway.routing.events import WorkAssigned
from caseway.routing.models import RoutingDecision, WorkItem
from caseway.routing.queries.rules import all_queues, fallback_queue, routing_rules
from caseway.routing.rules import Choice, choose


@dataclass(frozen=True, kw_only=True)
class ItemSnapshot:
    """What routing knows of a record. `priority`: smaller is more urgent."""

    kind: str
    reference: str
    title: str
    url_name: str
    attributes: Mapping[str, Value] = field(default_factory=dict)
    priority: int = 2
    due_at: datetime | None = None


@atomic()
def enqueue(snapshot: ItemSnapshot, *, actor: Actor) -> WorkItem:
    """Route new work by the rules. The caller takes over the queue's owner as the record's team or owner."""
    now = timezone.now()
    choice = choose_for(snapshot.kind, snapshot.attributes, now=now)
    values = asdict(snapshot) | {"attributes": dict(snapshot.attributes)}
    item = WorkItem(**values)
    send_to(item, choice, now=now)
    insert_row(item)
    decision = RoutingDecision(
        item=item,
        rule_id=choice.rule_id,
        queue=item.queue,
        agent_id=choice.agent_id,
        actor=actor.reference,
        reason=choice.reason,
    )
    insert_later([decision])
    if item.queue_id:
        notify(f"queue:{item.queue_id}")
    if item.worked_by_id:
        publish(
            WorkAssigned(
                work_item_id=item.pk,
                kind=item.kind,
                reference=item.reference,
                agent_id=item.worked_by_id,
                actor=actor.reference,
            )
        )
    return item


@atomic()
def refresh(item_id: int | None, *, actor: Actor, **values: object) -> None:
    """Keep the snapshot true: any of title, attributes, priority, due_at, owner_id, team_id."""
    if item_id and values:
        WorkItem.objects.filter(pk=item_id).update(**values)


def choose_for(kind: str, attributes: Mapping[str, Value], *, now: datetime) -> Choice:
    """What the rules say of such work now."""
    fallback = fallback_queue()
    return choose(
        routing_rules().get(kind, []),
        attributes,
        fields=fields_of(kind),
        fallback_queue_id=fallback.pk if fallback else None,
        now=now,
    )


def send_to(item: WorkItem, choice: Choice, *, now: datetime) -> None:
    """Put the item where the choice says, with that queue's owner as its scope."""
    item.queue = all_queues().get(choice.queue_id) if choice.queue_id else None
    item.entered_at = now if item.queue else None
    item.worked_by_id = choice.agent_id
    item.worked_since = now if choice.agent_id else None
    item.owner_id = choice.agent_id or (item.queue.owner_agent_id if item.queue else None)
    item.team_id = item.queue.owner_team_id if item.queue else None
