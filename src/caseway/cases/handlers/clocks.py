"""Time passed over a promise."""

from caseway.cases import commands
from caseway.kernel.events import at_once, on
from caseway.sla.events import ClockFailed, ClockWarned


@on(ClockWarned, at_once)
def tell_due_soon(event: ClockWarned) -> None:
    commands.promise_nears(event.clock_set_id, event.kpi)


@on(ClockFailed, at_once)
def tell_overdue(event: ClockFailed) -> None:
    commands.promise_missed(event.clock_set_id, event.kpi)
