"""The promises as the rules want them, kept for moments because every new record asks for them."""

from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from django.db.models import QuerySet

from caseway.kernel.access import Actor, may, require
from caseway.kernel.caching import kept_for
from caseway.kernel.conditions.rules import Tree
from caseway.kernel.conditions.stored import NEVER, stored
from caseway.operations.models import BusinessCalendar
from caseway.operations.queries import calendar_of
from caseway.operations.rules.calendar import AROUND_THE_CLOCK, Calendar, CalendarError
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy, SlaSettings
from caseway.sla.rules.choosing import PolicyChoice, PolicySource
from caseway.sla.rules.clock import Target

log = structlog.get_logger()


@dataclass(frozen=True)
class ItemPlan:
    """One promise. `kpi` is the KPI's code."""

    id: int
    name: str
    kpi_id: int
    kpi: str
    kpi_name: str
    position: int
    condition: Tree
    calendar: Calendar
    calendar_name: str
    target: Target
    may_pause: bool


@dataclass(frozen=True)
class PolicyPlan:
    """The promises of one policy, in order."""

    id: int
    name: str
    kind: str
    is_active: bool
    is_default: bool
    items: tuple[ItemPlan, ...] = ()


@dataclass(frozen=True)
class Plans:
    """All that is promised, and how service levels behave."""

    settings: SlaSettings
    policies: dict[int, PolicyPlan] = field(default_factory=dict)
    items: dict[int, ItemPlan] = field(default_factory=dict)

    def choice(self, policy_id: int | None, source: PolicySource) -> list[PolicyChoice]:
        """The policy as a choice, if it is one that is active."""
        policy = self.policies.get(policy_id or 0)
        return [PolicyChoice(policy.id, source)] if policy and policy.is_active else []

    def default_choice(self, kind: str) -> list[PolicyChoice]:
        defaults = (policy for policy in self.policies.values() if policy.is_default and policy.kind == kind)
        return [choice for policy in defaults for choice in self.choice(policy.id, PolicySource.DEFAULT)]


@kept_for(timedelta(seconds=2))
def plans() -> Plans:
    """Everything in three statements, drafts too: a clock goes on by the item it was started with."""
    calendars = {row.pk: row for row in BusinessCalendar.objects.prefetch_related("holidays")}
    policies: dict[int, PolicyPlan] = {}
    items: dict[int, ItemPlan] = {}
    for policy in SlaPolicy.objects.prefetch_related("items__kpi"):
        planned = tuple(_item_plan(item, policy.kind, calendars) for item in policy.items.all())
        active = policy.status == SlaPolicy.Status.ACTIVE
        policies[policy.pk] = PolicyPlan(policy.pk, policy.name, policy.kind, active, policy.is_default, planned)
        items |= {item.id: item for item in planned}
    return Plans(SlaSettings.objects.first() or SlaSettings(), policies, items)


def item_plan(item_id: int) -> ItemPlan:
    """The promise a clock runs by, also one that another process wrote a moment ago."""
    if item_id not in plans().items:
        plans.forget()
    return plans().items[item_id]


def policy_plan(policy_id: int) -> PolicyPlan:
    if policy_id not in plans().policies:
        plans.forget()
    return plans().policies[policy_id]


def visible_policies(actor: Actor) -> QuerySet[SlaPolicy]:
    """What is promised is no secret among agents; a contact sees none."""
    return (
        SlaPolicy.objects.prefetch_related("items__kpi", "items__calendar")
        if _sees(actor)
        else SlaPolicy.objects.none()
    )


def visible_items(actor: Actor) -> QuerySet[SlaItem]:
    return SlaItem.objects.filter(policy__in=visible_policies(actor)).select_related("policy", "kpi", "calendar")


def sla_settings(actor: Actor) -> SlaSettings:
    """The settings as they are stored, for administrators."""
    require(actor, "settings.manage")
    return SlaSettings.objects.first() or SlaSettings()


def visible_kpis(actor: Actor) -> QuerySet[SlaKpi]:
    return SlaKpi.objects.all() if _sees(actor) else SlaKpi.objects.none()


def _sees(actor: Actor) -> bool:
    return may(actor, "cases.read") or may(actor, "settings.manage")


def _item_plan(item: SlaItem, kind: str, calendars: dict[int, BusinessCalendar]) -> ItemPlan:
    hours = calendars.get(item.calendar_id or 0)
    condition, calendar = stored(item.condition, kind, of=item), _calendar(hours)
    return ItemPlan(
        id=item.pk,
        name=item.name,
        kpi_id=item.kpi_id,
        kpi=item.kpi.code,
        kpi_name=item.kpi.name,
        position=item.position,
        condition=condition if calendar else NEVER,
        calendar=calendar or AROUND_THE_CLOCK,
        calendar_name=hours.name if hours else "",
        target=Target(item.fail_after, item.warn_after),
        may_pause=item.may_pause,
    )


def _calendar(hours: BusinessCalendar | None) -> Calendar | None:
    """The opening hours; None where they cannot be counted with, so that the promise applies to nothing new."""
    if hours is None:
        return AROUND_THE_CLOCK
    try:
        return calendar_of(hours)
    except CalendarError as error:
        log.error("unusable calendar", calendar=hours.pk, error=str(error))
        return None
