"""Why a case is here: what intake decided, where routing sent it, and how each promise was reckoned."""

from dataclasses import dataclass

from caseway.cases.models import Case
from caseway.intake.models import IntakeLog
from caseway.sla.models import ClockSet
from caseway.sla.queries import ClockView
from caseway.workspace.queries.case import CaseView, Decision

MOST_LOGS = 5


@dataclass(frozen=True)
class Why:
    """Everything that explains a case, oldest first. `source` says where its service level comes from."""

    intake: list[IntakeLog]
    decisions: list[Decision]
    clocks: list[ClockView]
    policy: str
    source: str


def why_of(view: CaseView) -> Why:
    """Three statements for a case the caller may see: the log, the clocks and their policy."""
    clock_set = ClockSet.objects.select_related("policy").filter(pk=view.case.clock_set_id or 0).first()
    return Why(
        intake=_log_of(view.case),
        decisions=list(reversed(view.decisions)),
        clocks=view.clocks,
        policy=clock_set.policy.name if clock_set and clock_set.policy else "",
        source=str(ClockSet.Source(clock_set.source).label) if clock_set else "",
    )


def _log_of(case: Case) -> list[IntakeLog]:
    log = IntakeLog.objects.filter(case=case).select_related("rule", "item").order_by("id")
    return list(log[:MOST_LOGS])
