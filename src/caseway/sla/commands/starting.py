"""Promises begin: the policy is chosen, each KPI gets the clock of its first item that applies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils import timezone

from caseway.kernel.access import Actor
from caseway.kernel.conditions.rules import Value, matches
from caseway.kernel.db import atomic
from caseway.kernel.rows import insert_later, insert_row, write_waiting
from caseway.sla.commands.keeping import explanation, fill, nearest, plain, publish_reached
from caseway.sla.models import Clock, ClockSet
from caseway.sla.queries.clocks import pauses_of, state_of
from caseway.sla.queries.policies import ItemPlan, PolicyPlan, plans, policy_plan
from caseway.sla.rules.choosing import PolicyChoice, PolicySource, first_per_kpi, strongest
from caseway.sla.rules.clock import ClockState, pause, reached, resume, settle, start


class Policies(TypedDict, total=False):
    """The policies that somebody or something asks for; the strongest active one applies, else the kind's default."""

    manual_policy_id: int | None
    flow_policy_id: int | None
    entitlement_policy_id: int | None


@atomic()
def start_clocks(
    *,
    kind: str,
    reference: str,
    attributes: Mapping[str, object],
    started_at: datetime,
    actor: Actor,
    **policies: Unpack[Policies],
) -> ClockSet | None:
    """Start what is promised for a new record, counted from `started_at` however late it is now. Two statements.

    None when no policy applies or service levels are switched off. A clock may be born warned or missed.
    """
    choice = choose_policy(kind, policies)
    if choice is None:
        return None
    clock_set = ClockSet(
        kind=kind,
        reference=reference,
        policy_id=choice.policy_id,
        source=ClockSet.Source(choice.source.value),
        attributes=plain(attributes),
        started_at=started_at,
    )
    clocks = [new_clock(plan, clock_set) for plan in items_for(policy_plan(choice.policy_id), clock_set.attributes)]
    clock_set.due_at = nearest(clocks)
    insert_row(clock_set)
    insert(clock_set, clocks, actor=actor)
    return clock_set


def choose_policy(kind: str, policies: Policies) -> PolicyChoice | None:
    """The one policy that applies: manual before flow before entitlement before the kind's default."""
    known = plans()
    if not known.settings.is_enabled:
        return None
    return strongest(
        [
            *known.choice(policies.get("manual_policy_id"), PolicySource.MANUAL),
            *known.choice(policies.get("flow_policy_id"), PolicySource.FLOW),
            *known.choice(policies.get("entitlement_policy_id"), PolicySource.ENTITLEMENT),
            *known.default_choice(kind),
        ]
    )


def items_for(policy: PolicyPlan, attributes: Mapping[str, Value]) -> list[ItemPlan]:
    """The promise that applies for each KPI, in the order of the KPIs."""
    now = timezone.now()
    chosen = first_per_kpi(policy.items, lambda item: matches(item.condition, attributes, now=now))
    return [chosen[kpi_id] for kpi_id in sorted(chosen)]


def new_clock(plan: ItemPlan, clock_set: ClockSet) -> Clock:
    """An unsaved clock that stands where it would if it had run since the record began, holds left out."""
    state = _since_the_beginning(plan, clock_set)
    clock = Clock(clock_set=clock_set, item_id=plan.id, kpi_id=plan.kpi_id, started_at=state.started_at)
    fill(clock, state)
    clock.explanation = explanation(state, plan, clock_set)
    return clock


def insert(clock_set: ClockSet, clocks: Iterable[Clock], *, actor: Actor) -> None:
    """Save new clocks of a saved set, and publish what they were born with."""
    new = list(clocks)
    for clock in new:
        clock.clock_set = clock_set
    insert_later(new)
    if any(reached(None, state_of(clock)) for clock in new):
        write_waiting()
    for clock in new:
        publish_reached(clock, clock_set, None, actor=actor)


def _since_the_beginning(plan: ItemPlan, clock_set: ClockSet) -> ClockState:
    began = clock_set.started_at
    state = start(plan.calendar, plan.target, applicable_from=began, now=began)
    for begin, end in pauses_of(clock_set.pauses) if plan.may_pause else ():
        state = pause(state, at=begin)
        state = resume(state, plan.calendar, at=end) if end else state
    return settle(state, now=timezone.now())
