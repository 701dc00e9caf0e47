"""A promise of the case nears its end or was missed: the case shows what falls due next, and tells it."""

from caseway.cases.commands.conversations import keep_due
from caseway.cases.events import CaseDueSoon, CaseOverdue
from caseway.cases.models import Case
from caseway.cases.queries.due import due_of
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.sla.queries import next_due


@atomic()
def promise_nears(clock_set_id: int, kpi: str) -> None:
    """Tell that a promise falls due soon. A case that is gone or closed tells nothing."""
    case = _active_case(clock_set_id)
    if case:
        publish(CaseDueSoon(case_id=case.pk, kpi=kpi, actor=SYSTEM.reference))


@atomic()
def promise_missed(clock_set_id: int, kpi: str) -> None:
    """Tell that a promise was missed, and show what falls due next."""
    case = _active_case(clock_set_id)
    if case is None:
        return
    case.due_at = due_of(case, next_due(clock_set_id))
    case.save(update_fields=["due_at"])
    keep_due(case, actor=SYSTEM)
    publish(CaseOverdue(case_id=case.pk, kpi=kpi, actor=SYSTEM.reference))


def _active_case(clock_set_id: int) -> Case | None:
    found = Case.objects.select_for_update(of=("self",)).filter(clock_set_id=clock_set_id).first()
    return found if found and found.is_active else None
