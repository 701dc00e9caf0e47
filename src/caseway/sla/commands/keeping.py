"""A clock set under its lock: each clock takes its next state, what differs is written and published."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from caseway.kernel.access import Actor
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import Value, explain
from caseway.kernel.conditions.rules.values import span_text
from caseway.kernel.events import publish
from caseway.operations.rules.pauses import Pause
from caseway.sla.events import ClockEvent, ClockFailed, ClockSucceeded, ClockWarned
from caseway.sla.models import Clock, ClockSet
from caseway.sla.queries.clocks import pauses_of, state_of
from caseway.sla.queries.policies import ItemPlan, item_plan
from caseway.sla.rules.clock import RUNNING, ClockState, ClockStatus, reached
from caseway.sla.rules.explaining import explain as explain_deadline

COLUMNS = ["status", "warn_at", "due_at", "paused_at", "pauses", "stopped_at", "next_at", "explanation"]
LONGEST_EXPLANATION = 500
EVENTS: Mapping[ClockStatus, type[ClockEvent]] = {
    ClockStatus.NEARING_NONCOMPLIANCE: ClockWarned,
    ClockStatus.NONCOMPLIANT: ClockFailed,
    ClockStatus.SUCCEEDED: ClockSucceeded,
}

Change = Callable[[ClockState, ItemPlan], ClockState]


def lock_set(clock_set_id: int) -> ClockSet:
    """The set, `FOR UPDATE`: nobody else, and not the sweep, changes its clocks meanwhile."""
    return ClockSet.objects.select_for_update(of=("self",)).get(pk=clock_set_id)


def change_clocks(clock_set: ClockSet, change: Change, *, actor: Actor) -> ClockSet:
    """Let every clock of a locked set take its next state, and keep the set's nearest due time."""
    clocks = list(clock_set.clocks.order_by("id"))
    changed = [(clock, before) for clock in clocks if (before := turn(clock, clock_set, change))]
    Clock.objects.bulk_update([clock for clock, _before in changed], COLUMNS)
    keep_due(clock_set, clocks)
    for clock, before in changed:
        publish_reached(clock, clock_set, before, actor=actor)
    return clock_set


def turn(clock: Clock, clock_set: ClockSet, change: Change) -> ClockState | None:
    """Write the next state into the row and return the one before; None when nothing changes."""
    plan, before = item_plan(clock.item_id), state_of(clock)
    after = change(before, plan)
    if after == before:
        return None
    fill(clock, after)
    if (after.due_at, after.pauses) != (before.due_at, before.pauses):
        clock.explanation = explanation(after, plan, clock_set)
    return before


def fill(clock: Clock, state: ClockState) -> None:
    """Write the state into the row's columns."""
    clock.status = Clock.Status(state.status.value)
    clock.warn_at, clock.due_at, clock.stopped_at = state.warn_at, state.due_at, state.stopped_at
    clock.paused_at, clock.next_at = state.paused_at, state.next_at
    clock.pauses = written(state.pauses)


def keep_due(clock_set: ClockSet, clocks: Iterable[Clock]) -> None:
    """Write when the nearest promise still running falls due, and when the record was on hold."""
    clock_set.due_at = nearest(clocks)
    clock_set.save(update_fields=["due_at", "pauses"])


def begin_hold(clock_set: ClockSet, at: datetime) -> None:
    """The record stands still from `at` on, unless it does already. The caller saves the set."""
    if not is_held(clock_set):
        clock_set.pauses = [*clock_set.pauses, [at.isoformat(), None]]


def end_hold(clock_set: ClockSet, at: datetime) -> None:
    if is_held(clock_set):
        *earlier, (begin, _end) = pauses_of(clock_set.pauses)
        clock_set.pauses = written([*earlier, (begin, max(begin, at))])


def is_held(clock_set: ClockSet) -> bool:
    return bool(clock_set.pauses) and clock_set.pauses[-1][1] is None


def nearest(clocks: Iterable[Clock]) -> datetime | None:
    return min((clock.due_at for clock in clocks if clock.status in RUNNING), default=None)


def publish_reached(clock: Clock, clock_set: ClockSet, before: ClockState | None, *, actor: Actor) -> None:
    """One event for each result the clock came to by this change."""
    for status in reached(before, state_of(clock)):
        publish(
            EVENTS[status](
                clock_id=clock.pk,
                clock_set_id=clock_set.pk,
                kind=clock_set.kind,
                reference=clock_set.reference,
                kpi=item_plan(clock.item_id).kpi,
                actor=actor.reference,
            )
        )


def explanation(state: ClockState, plan: ItemPlan, clock_set: ClockSet) -> str:
    """The arithmetic, and why this promise applies."""
    sums = explain_deadline(state, plan.calendar, plan.target.fail_after, plan.calendar_name)
    why = explain(plan.condition, clock_set.attributes, fields_of(clock_set.kind), now=timezone.now())
    text = f"{sums} {plan.name} {why}."
    return text if len(text) <= LONGEST_EXPLANATION else f"{text[: LONGEST_EXPLANATION - 1]}…"


def written(pauses: Iterable[Pause]) -> list[list[str | None]]:
    """Holds as they are stored."""
    return [[begin.isoformat(), end.isoformat() if end else None] for begin, end in pauses]


def plain(attributes: Mapping[str, object]) -> dict[str, Value]:
    """The record's values as JSON keeps them and as conditions read them."""
    return {name: _plain(value) for name, value in attributes.items()}


def _plain(value: object) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [str(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
