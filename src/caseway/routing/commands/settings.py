"""Configuring queues and routing rules."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.conditions.rules import Json
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.ordering import move, next_position
from caseway.routing.models import Queue, QueueMembership, RoutingRule, WorkItem
from caseway.routing.queries.rules import all_queues, routing_rules

PERMISSION = "settings.manage"


class QueueInUse(DomainError):
    """Work or rules still point to the queue."""


@dataclass(frozen=True, kw_only=True)
class QueueDetails:
    """A queue belongs to one agent or one team. `member_ids` are the agents who work it."""

    name: str
    slug: str
    description: str = ""
    is_public: bool = True
    is_default: bool = False
    priority: int = 100
    owner_agent_id: int | None = None
    owner_team_id: int | None = None
    member_ids: Collection[int] = ()

    def values(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if name != "member_ids"}


@dataclass(frozen=True, kw_only=True)
class RuleDetails:
    """A rule sends to one queue or one agent; without a condition it always matches."""

    name: str
    is_active: bool = True
    condition: Json = field(default_factory=dict)
    queue_id: int | None = None
    agent_id: int | None = None


@atomic()
def create_queue(details: QueueDetails, *, actor: Actor) -> Queue:
    require(actor, PERMISSION)
    queue = Queue(**details.values())
    _check_queue(queue)
    if queue.is_default:
        _unset_default(actor)
    queue.save(force_insert=True)
    record_change(queue, actor=actor)
    _keep_members(queue, details.member_ids, actor)
    _forget()
    return queue


@atomic()
def update_queue(queue: Queue, *, actor: Actor, details: QueueDetails) -> Queue:
    """Change a queue and its members. The default queue stays the default until another one is."""
    require(actor, PERMISSION)
    queue = lock_row(queue)
    was_default = queue.is_default
    for name, value in details.values().items():
        setattr(queue, name, value)
    queue.is_default = queue.is_default or was_default
    _check_queue(queue)
    if queue.is_default and not was_default:
        _unset_default(actor)
    queue.save(update_fields=list(details.values()))
    record_change(queue, actor=actor)
    _keep_members(queue, details.member_ids, actor)
    _forget()
    return queue


@atomic()
def delete_queue(queue: Queue, *, actor: Actor) -> None:
    """Forget a queue that nothing stands in and no rule sends to."""
    require(actor, PERMISSION)
    queue = lock_row(queue)
    if queue.is_default:
        raise QueueInUse(
            _("%(queue)s takes what no rule routes. Make another queue the default first.") % {"queue": queue}
        )
    if WorkItem.objects.filter(queue=queue).exists() or RoutingRule.objects.filter(queue=queue).exists():
        raise QueueInUse(_("Work or a rule still points to %(queue)s. Route it elsewhere first.") % {"queue": queue})
    record_change(queue, actor=actor, action="removed")
    queue.delete()
    _forget()


@atomic()
def create_rule(details: RuleDetails, *, actor: Actor, kind: str = "case") -> RoutingRule:
    """A new rule, asked after all others."""
    require(actor, PERMISSION)
    rule = RoutingRule(kind=kind, position=next_position(_rules(kind)), **asdict(details))
    _check_rule(rule)
    rule.save(force_insert=True)
    record_change(rule, actor=actor)
    _forget()
    return rule


@atomic()
def update_rule(rule: RoutingRule, *, actor: Actor, details: RuleDetails) -> RoutingRule:
    require(actor, PERMISSION)
    rule = lock_row(rule)
    for name, value in asdict(details).items():
        setattr(rule, name, value)
    _check_rule(rule)
    rule.save(update_fields=["name", "is_active", "condition", "queue", "agent"])
    record_change(rule, actor=actor)
    _forget()
    return rule


@atomic()
def delete_rule(rule: RoutingRule, *, actor: Actor) -> None:
    """Forget a rule. What it decided stays, with its reason."""
    require(actor, PERMISSION)
    rule = lock_row(rule)
    record_change(rule, actor=actor, action="removed")
    rule.delete()
    _forget()


@atomic()
def move_rule(rule: RoutingRule, *, actor: Actor, by: int) -> None:
    """Ask a rule so many places later, or earlier by a negative number."""
    require(actor, PERMISSION)
    move(rule, _rules(rule.kind), by=by, actor=actor)
    _forget()


def _rules(kind: str) -> QuerySet[RoutingRule]:
    return RoutingRule.objects.filter(kind=kind)


def _check_queue(queue: Queue) -> None:
    if (queue.owner_agent_id is None) == (queue.owner_team_id is None):
        raise Invalid(_("A queue has one owner."), fields={"owner": _("Choose a team or a person.")})
    others = Queue.objects.exclude(pk=queue.pk)
    taken = {
        name: _("Another queue has it already.")
        for name in ("name", "slug")
        if others.filter(**{name: getattr(queue, name)}).exists()
    }
    if taken:
        raise Invalid(_("Queues are told apart by their names."), fields=taken)


def _check_rule(rule: RoutingRule) -> None:
    if (rule.queue_id is None) == (rule.agent_id is None):
        raise Invalid(_("A rule has one target."), fields={"target": _("Choose a queue or a person.")})


def _unset_default(actor: Actor) -> None:
    for old in Queue.objects.filter(is_default=True):
        held = lock_row(old)
        held.is_default = False
        held.save(update_fields=["is_default"])
        record_change(held, actor=actor)


def _keep_members(queue: Queue, member_ids: Collection[int], actor: Actor) -> None:
    """Let exactly these agents work the queue, each coming and going in the audit."""
    wanted = set(member_ids)
    for membership in QueueMembership.objects.filter(queue=queue).select_for_update():
        if membership.agent_id not in wanted:
            record_change(membership, actor=actor, action="removed")
            membership.delete()
        wanted.discard(membership.agent_id)
    for agent_id in sorted(wanted):
        record_change(QueueMembership.objects.create(queue=queue, agent_id=agent_id), actor=actor)


def _forget() -> None:
    routing_rules.forget()
    all_queues.forget()
