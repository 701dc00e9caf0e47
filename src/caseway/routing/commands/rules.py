"""Configuring the routing rules."""

from dataclasses import asdict, dataclass, field
from typing import Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.conditions.forms import fault_in
from caseway.kernel.conditions.registry import record_types
from caseway.kernel.conditions.rules import Json
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.kernel.ordering import move, next_position
from caseway.operations.queries import agents
from caseway.routing.commands.queues import PERMISSION, forget
from caseway.routing.models import Queue, RoutingRule


@dataclass(frozen=True, kw_only=True)
class RuleDetails:
    """A rule sends to one queue or one agent; without a condition it always matches."""

    name: str
    is_active: bool = True
    condition: Json = field(default_factory=dict)
    queue_id: int | None = None
    agent_id: int | None = None

    @classmethod
    def of(cls, rule: RoutingRule) -> Self:
        """The rule as it stands."""
        return cls(
            name=rule.name,
            is_active=rule.is_active,
            condition=rule.condition,
            queue_id=rule.queue_id,
            agent_id=rule.agent_id,
        )


@atomic()
def create_rule(details: RuleDetails, *, actor: Actor, kind: str = "case") -> RoutingRule:
    """A new rule, asked after all others."""
    require(actor, PERMISSION)
    rule = RoutingRule(kind=kind, position=next_position(_rules(kind)), **asdict(details))
    _check(rule)
    rule.save(force_insert=True)
    record_change(rule, actor=actor)
    forget()
    return rule


@atomic()
def update_rule(rule: RoutingRule, *, actor: Actor, details: RuleDetails) -> RoutingRule:
    require(actor, PERMISSION)
    rule = lock_row(rule)
    for name, value in asdict(details).items():
        setattr(rule, name, value)
    _check(rule)
    rule.save(update_fields=["name", "is_active", "condition", "queue", "agent"])
    record_change(rule, actor=actor)
    forget()
    return rule


@atomic()
def delete_rule(rule: RoutingRule, *, actor: Actor) -> None:
    """Forget a rule. What it decided stays, with its reason."""
    require(actor, PERMISSION)
    rule = lock_row(rule)
    record_change(rule, actor=actor, action="removed")
    rule.delete()
    forget()


@atomic()
def move_rule(rule: RoutingRule, *, actor: Actor, by: int) -> None:
    """Ask a rule so many places later, or earlier by a negative number."""
    require(actor, PERMISSION)
    move(rule, _rules(rule.kind), by=by, actor=actor)
    forget()


def _rules(kind: str) -> QuerySet[RoutingRule]:
    return RoutingRule.objects.filter(kind=kind)


def _check(rule: RoutingRule) -> None:
    faults = {}
    if rule.kind not in record_types():
        faults["kind"] = _("Choose from %s.") % ", ".join(record_types())
    elif fault := fault_in(rule.condition, rule.kind):
        faults["condition"] = fault
    if (rule.queue_id is None) == (rule.agent_id is None):
        faults["target"] = _("Choose a queue or a person.")
    elif rule.queue_id and not Queue.objects.filter(pk=rule.queue_id).exists():
        faults["queue"] = _("Choose a queue that exists.")
    elif rule.agent_id and not agents().filter(pk=rule.agent_id).exists():
        faults["agent_id"] = _("Choose a person who works here.")
    if faults:
        raise Invalid(_("The rule cannot be used like this: correct %s.") % ", ".join(faults), fields=faults)
