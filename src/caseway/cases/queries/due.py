"""What of a case falls due."""

from datetime import datetime

from caseway.cases.models import Case
from caseway.sla.queries import missed_due


def due_of(case: Case, running: datetime | None) -> datetime | None:
    """`running`, the nearest promise that can still be kept; when there is none, the one missed last and still owed.

    So a case whose promises are all broken stays in sight. A first response that came late is no longer owed.
    """
    if running or case.clock_set_id is None:
        return running
    return missed_due(case.clock_set_id, without_kpi="first_response" if case.first_responded_at else "")
