"""The promises that are still owed, lean enough for fifty rows of a list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from caseway.operations.rules.calendar import Calendar
from caseway.sla.models import Clock
from caseway.sla.queries.clocks import pauses_of
from caseway.sla.queries.policies import item_plan
from caseway.sla.rules.clock import ClockState, ClockStatus, remaining_time

OVER = (Clock.Status.CANCELED, Clock.Status.SUCCEEDED)
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class OwedClock:
    """A promise not yet kept; one that was missed counts on. `remaining` is business time, told of paused ones only."""

    clock_set_id: int
    kpi: str
    kpi_name: str
    face: str
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    remaining: timedelta = NOTHING


class Stored(NamedTuple):
    """What is read of a clock's row."""

    clock_set_id: int
    item_id: int
    status: str
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    pauses: list[list[str | None]]


def owed_clocks(clock_set_ids: Collection[int]) -> list[OwedClock]:
    """All that is owed in these sets, what falls due first leading; one statement, none for no sets."""
    if not clock_set_ids:
        return []
    clocks = Clock.objects.filter(clock_set__in=clock_set_ids).exclude(status__in=OVER).order_by("due_at", "id")
    now = timezone.now()
    return [_owed(Stored._make(values), now) for values in clocks.values_list(*Stored._fields)]


def _owed(clock: Stored, now: datetime) -> OwedClock:
    plan = item_plan(clock.item_id)
    is_held = clock.status == ClockStatus.PAUSED
    return OwedClock(
        clock_set_id=clock.clock_set_id,
        kpi=plan.kpi,
        kpi_name=plan.kpi_name,
        face="paused" if is_held else "running",
        started_at=clock.started_at,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        remaining=_left(clock, plan.calendar, now) if is_held else NOTHING,
    )


def _left(clock: Stored, calendar: Calendar, now: datetime) -> timedelta:
    pauses = pauses_of(clock.pauses)
    held = ClockState(ClockStatus(clock.status), clock.started_at, clock.due_at, clock.warn_at, pauses=pauses)
    return remaining_time(held, calendar, now=now)
