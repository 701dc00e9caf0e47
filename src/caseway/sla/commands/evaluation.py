"""The record or its policy changed: promises that no longer apply are canceled, others begin.

A new clock counts from the record's beginning, so it may be born missed. What was met or missed stays, unless the
settings say that it is counted again.
"""

from collections.abc import Mapping
from datetime import datetime

from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.sla.commands.keeping import (
    COLUMNS,
    change_clocks,
    end_hold,
    fill,
    keep_due,
    lock_set,
    plain,
    publish_reached,
)
from caseway.sla.commands.running import RESOLVE
from caseway.sla.commands.starting import choose_policy, insert, items_for, new_clock
from caseway.sla.models import Clock, ClockSet
from caseway.sla.queries.clocks import state_of
from caseway.sla.queries.policies import ItemPlan, item_plan, plans, policy_plan
from caseway.sla.rules.choosing import PolicyChoice, PolicySource, replaces
from caseway.sla.rules.clock import ClockStatus, cancel, may_recalculate, settle, supersede


@atomic()
def reevaluate(
    clock_set_id: int | None, *, attributes: Mapping[str, object], at: datetime, actor: Actor
) -> ClockSet | None:
    """The record's values changed. A promise that applies as before runs on untouched."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    before, clock_set.attributes = clock_set.attributes, plain(attributes)
    if before == clock_set.attributes or clock_set.policy_id is None:
        return clock_set
    clock_set.save(update_fields=["attributes"])
    policy = policy_plan(clock_set.policy_id)
    was = _by_kpi(items_for(policy, before))
    wanted = _by_kpi(items_for(policy, clock_set.attributes))
    return _replace(clock_set, was, wanted, at=at, actor=actor)


@atomic()
def change_policy(
    clock_set_id: int | None, *, policy_id: int | None, source: str, at: datetime, actor: Actor
) -> ClockSet | None:
    """Another policy is asked for, by `source` (manual, flow, entitlement). None withdraws it: the default applies.

    A weaker source leaves a stronger one in place; after a manual choice the settings decide.
    """
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    choice = _choice(clock_set, policy_id, PolicySource(source))
    if choice is None or choice.policy_id == clock_set.policy_id:
        return clock_set
    clock_set.policy_id, clock_set.source = choice.policy_id, ClockSet.Source(choice.source.value)
    clock_set.save(update_fields=["policy", "source"])
    change_clocks(clock_set, lambda clock, plan: cancel(clock, plan.calendar, at=at), actor=actor)
    wanted = _by_kpi(items_for(policy_plan(choice.policy_id), clock_set.attributes))
    return _replace(clock_set, {}, wanted, at=at, actor=actor)


@atomic()
def restart_clocks(clock_set_id: int | None, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The record was opened again. Its promises count on, closed time left out, only if the settings say so."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    end_hold(clock_set, at)
    clock_set.save(update_fields=["pauses"])
    if clock_set.policy_id is None or not plans().settings.recalculates_terminal:
        return clock_set
    for clock in _latest(clock_set).values():
        if item_plan(clock.item_id).kpi == RESOLVE:
            _supersede(clock, at)
    wanted = _by_kpi(items_for(policy_plan(clock_set.policy_id), clock_set.attributes))
    return _replace(clock_set, {}, wanted, at=at, actor=actor)


def _choice(clock_set: ClockSet, policy_id: int | None, source: PolicySource) -> PolicyChoice | None:
    """The policy to go over to; None when the present one stays."""
    settings, present = plans().settings, None
    if clock_set.policy_id:
        present = PolicyChoice(clock_set.policy_id, PolicySource(clock_set.source))
    if policy_id is None:
        return choose_policy(clock_set.kind, {}) if present and present.source == source else None
    asked = next(iter(plans().choice(policy_id, source)), None)
    if asked is None or not settings.is_enabled:
        return None
    return asked if replaces(asked, present, may_replace_manual=settings.may_replace_manual) else None


def _replace(
    clock_set: ClockSet, was: Mapping[int, ItemPlan], wanted: Mapping[int, ItemPlan], *, at: datetime, actor: Actor
) -> ClockSet:
    """End the clocks whose promise is no longer the wanted one, and start those that are."""
    latest = _latest(clock_set)
    new: list[Clock] = []
    for kpi_id in sorted({*latest, *wanted}):
        clock, item = latest.get(kpi_id), wanted.get(kpi_id)
        if _present_item(clock, was.get(kpi_id)) == (item.id if item else None):
            continue
        if clock is None or _end(clock, clock_set, at=at, actor=actor):
            new += [new_clock(item, clock_set)] if item else []
    insert(clock_set, new, actor=actor)
    keep_due(clock_set, list(clock_set.clocks.all()))
    return clock_set


def _present_item(clock: Clock | None, was: ItemPlan | None) -> int | None:
    """The promise by which a KPI is measured now: its clock's, or the one that led to no clock or a canceled one."""
    if clock is not None and clock.status != ClockStatus.CANCELED:
        return clock.item_id
    return was.id if was else None


def _end(clock: Clock, clock_set: ClockSet, *, at: datetime, actor: Actor) -> bool:
    """Cancel the clock to make room for another; False when its result is to stay."""
    state, plan = state_of(clock), item_plan(clock.item_id)
    if state.status == ClockStatus.CANCELED:
        return True
    if not may_recalculate(settle(state, now=at), recalculates_terminal=plans().settings.recalculates_terminal):
        return False
    if state.is_terminal:
        _supersede(clock, at)
        return True
    fill(clock, cancel(state, plan.calendar, at=at))
    clock.save(update_fields=COLUMNS)
    publish_reached(clock, clock_set, state, actor=actor)
    return clock.status == ClockStatus.CANCELED


def _supersede(clock: Clock, at: datetime) -> None:
    """Its result no longer counts, and is no news."""
    fill(clock, supersede(state_of(clock), item_plan(clock.item_id).calendar, at=at))
    clock.save(update_fields=COLUMNS)


def _latest(clock_set: ClockSet) -> dict[int, Clock]:
    """The newest clock of each KPI."""
    return {clock.kpi_id: clock for clock in clock_set.clocks.order_by("id")}


def _by_kpi(items: list[ItemPlan]) -> dict[int, ItemPlan]:
    return {item.kpi_id: item for item in items}
