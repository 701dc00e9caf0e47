"""What time alone does: promises near their end, and promises broken."""

from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone

from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic
from caseway.sla.commands.keeping import COLUMNS, publish_reached, turn
from caseway.sla.models import Clock, ClockSet
from caseway.sla.rules.clock import RUNNING, settle


@atomic()
def sweep(limit: int = 200) -> int:
    """Warn and fail what is due, in the order it fell due; returns how many clocks were taken.

    Any number of workers share the work: a clock, or the whole set, that somebody else holds is left to them.
    """
    now = timezone.now()
    due = list(
        Clock.objects.filter(next_at__lte=now)
        .select_related("clock_set")
        .select_for_update(of=("self", "clock_set"), skip_locked=True)
        .order_by("next_at")[:limit]
    )
    changed = [
        (clock, before)
        for clock in due
        if (before := turn(clock, clock.clock_set, lambda state, _plan: settle(state, now=now)))
    ]
    Clock.objects.bulk_update([clock for clock, _before in changed], COLUMNS)
    _keep_due({clock.clock_set_id for clock, _before in changed if clock.stopped_at})
    for clock, before in changed:
        publish_reached(clock, clock.clock_set, before, actor=SYSTEM)
    return len(changed)


def _keep_due(clock_set_ids: set[int]) -> None:
    """A broken promise is no longer the next one."""
    if not clock_set_ids:
        return
    running = Clock.objects.filter(clock_set=OuterRef("pk"), status__in=[status.value for status in RUNNING])
    soonest = running.order_by().values("clock_set").annotate(soonest=Min("due_at")).values("soonest")
    ClockSet.objects.filter(pk__in=clock_set_ids).update(due_at=Subquery(soonest))
