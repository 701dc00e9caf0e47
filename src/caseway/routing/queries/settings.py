"""Queues and rules for those who configure them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from caseway.kernel.access import Actor, may
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import ConditionError, parse
from caseway.kernel.conditions.rules.describing import describe
from caseway.routing.models import Queue, RoutingRule

PERMISSION = "settings.manage"


@dataclass(frozen=True)
class RuleLine:
    """A rule with its condition in words; `problem` where it can no longer be read."""

    rule: RoutingRule
    condition: str
    problem: str


def configured_queues(actor: Actor) -> QuerySet[Queue]:
    """Every queue with its owner and the number of its members, for those who may configure."""
    if not may(actor, PERMISSION):
        return Queue.objects.none()
    counted = Queue.objects.annotate(member_count=Count("memberships"))
    return counted.select_related("owner_agent", "owner_team").order_by("priority", "name")


def configured_rules(actor: Actor) -> QuerySet[RoutingRule]:
    """Every rule with its target, in the order they are asked."""
    if not may(actor, PERMISSION):
        return RoutingRule.objects.none()
    return RoutingRule.objects.select_related("queue", "agent").order_by("kind", "position", "id")


def rule_lines(actor: Actor) -> list[RuleLine]:
    return [_line(rule) for rule in configured_rules(actor)]


def _line(rule: RoutingRule) -> RuleLine:
    fields = fields_of(rule.kind)
    try:
        return RuleLine(rule, describe(parse(rule.condition, fields), fields, translate=gettext), "")
    except ConditionError as error:
        return RuleLine(rule, "", str(error))
