"""What happens to promises while the record lives: met, held, ended.

Each verb is part of its caller's transaction, does nothing without a clock set, and returns the set with its nearest
due time. What time had already decided by then stays decided. A closed record is on hold: should it be opened again,
the time in between is nobody's delay.
"""

from datetime import datetime

from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.sla.commands.keeping import begin_hold, change_clocks, end_hold, is_held, lock_set
from caseway.sla.models import ClockSet
from caseway.sla.queries.clocks import pauses_of
from caseway.sla.queries.policies import ItemPlan
from caseway.sla.rules.clock import ClockState, cancel, pause, reopen, resume, stop

FIRST_RESPONSE, RESOLVE = "first_response", "resolve"


@atomic()
def succeed(clock_set_id: int | None, kpi: str, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The promise named by the KPI's code was kept at `at`, unless it was due before."""
    if clock_set_id is None:
        return None

    def change(clock: ClockState, plan: ItemPlan) -> ClockState:
        return stop(clock, plan.calendar, at=at) if plan.kpi == kpi else clock

    return change_clocks(lock_set(clock_set_id), change, actor=actor)


@atomic()
def reopen_clock(clock_set_id: int | None, kpi: str, *, actor: Actor) -> ClockSet | None:
    """What kept the promise did not happen: its clock runs on as if it had never stopped."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    held_since = pauses_of(clock_set.pauses)[-1][0] if is_held(clock_set) else None

    def change(clock: ClockState, plan: ItemPlan) -> ClockState:
        return reopen(clock, held_since=held_since if plan.may_pause else None) if plan.kpi == kpi else clock

    return change_clocks(clock_set, change, actor=actor)


@atomic()
def stop_clocks(clock_set_id: int | None, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The record was resolved: that promise is kept. Any other still running was neither kept nor broken: canceled."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    begin_hold(clock_set, at)

    def change(clock: ClockState, plan: ItemPlan) -> ClockState:
        return (stop if plan.kpi == RESOLVE else cancel)(clock, plan.calendar, at=at)

    return change_clocks(clock_set, change, actor=actor)


@atomic()
def cancel_clocks(clock_set_id: int | None, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The record was canceled: nothing more is promised."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    begin_hold(clock_set, at)
    return change_clocks(clock_set, lambda clock, plan: cancel(clock, plan.calendar, at=at), actor=actor)


@atomic()
def pause_clocks(clock_set_id: int | None, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The record is on hold: clocks that may pause stand still."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    begin_hold(clock_set, at)
    return change_clocks(clock_set, lambda clock, plan: pause(clock, at=at) if plan.may_pause else clock, actor=actor)


@atomic()
def resume_clocks(clock_set_id: int | None, *, at: datetime, actor: Actor) -> ClockSet | None:
    """The record goes on: what was held moves by the business time on hold."""
    if clock_set_id is None:
        return None
    clock_set = lock_set(clock_set_id)
    end_hold(clock_set, at)
    return change_clocks(clock_set, lambda clock, plan: resume(clock, plan.calendar, at=at), actor=actor)
