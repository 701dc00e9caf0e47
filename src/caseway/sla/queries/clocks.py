"""How the promises made for a record stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from caseway.operations.rules.pauses import Pause
from caseway.sla.models import Clock, ClockSet
from caseway.sla.queries.policies import item_plan
from caseway.sla.rules.clock import RUNNING, ClockState, ClockStatus, active_time, remaining_time, settle

FACES = {
    ClockStatus.IN_PROGRESS: "running",
    ClockStatus.NEARING_NONCOMPLIANCE: "running",
    ClockStatus.PAUSED: "paused",
    ClockStatus.SUCCEEDED: "met",
    ClockStatus.NONCOMPLIANT: "missed",
    ClockStatus.CANCELED: "cancelled",
}


@dataclass(frozen=True)
class ClockView:
    """A clock for people. `remaining` is business time, negative once overdue; `fraction` (0 to 1) has been used."""

    id: int
    kpi: str
    kpi_name: str
    status: str
    status_label: str
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    stopped_at: datetime | None
    paused_at: datetime | None
    remaining: timedelta
    fraction: float
    explanation: str

    @property
    def face(self) -> str:
        """How `ui/clock.html` shows it: running, paused, met, missed or cancelled."""
        return FACES[ClockStatus(self.status)]

    @property
    def is_running(self) -> bool:
        return self.face == "running"

    @property
    def is_paused(self) -> bool:
        return self.face == "paused"

    @property
    def is_warning(self) -> bool:
        return self.status == ClockStatus.NEARING_NONCOMPLIANCE


def clocks_of(clock_set_id: int | None) -> list[ClockView]:
    """The present clock of each KPI, in one statement; earlier ones that were replaced are left out."""
    if clock_set_id is None:
        return []
    latest = Clock.objects.filter(clock_set=clock_set_id).order_by("kpi_id", "-id").distinct("kpi_id")
    now = timezone.now()
    return [clock_view(clock, now) for clock in latest]


def clock_view(clock: Clock, now: datetime) -> ClockView:
    """The clock as it stands at `now`, also where the sweep has not been yet."""
    plan, clock_now = item_plan(clock.item_id), settle(state_of(clock), now=now)
    used = active_time(clock_now, plan.calendar, now=now) / plan.target.fail_after
    return ClockView(
        id=clock.pk,
        kpi=plan.kpi,
        kpi_name=plan.kpi_name,
        status=clock_now.status.value,
        status_label=str(Clock.Status(clock_now.status.value).label),
        started_at=clock_now.started_at,
        warn_at=clock_now.warn_at,
        due_at=clock_now.due_at,
        stopped_at=clock_now.stopped_at,
        paused_at=clock_now.paused_at,
        remaining=remaining_time(clock_now, plan.calendar, now=now),
        fraction=min(1.0, max(0.0, used)),
        explanation=clock.explanation,
    )


def next_due(clock_set_id: int | None) -> datetime | None:
    """When the nearest promise still running falls due."""
    return ClockSet.objects.filter(pk=clock_set_id).values_list("due_at", flat=True).first() if clock_set_id else None


def missed_due(clock_set_id: int, *, without_kpi: str = "") -> datetime | None:
    """When the promise missed last fell due, if none of the set can still be kept."""
    clocks = Clock.objects.filter(clock_set=clock_set_id).exclude(kpi__code=without_kpi).order_by("-due_at")
    standing = list(clocks.values_list("status", "due_at"))
    if any(ClockStatus(status) in (*RUNNING, ClockStatus.PAUSED) for status, _due_at in standing):
        return None
    return next((due_at for status, due_at in standing if status == ClockStatus.NONCOMPLIANT), None)


def state_of(clock: Clock) -> ClockState:
    """The row as the rules want it."""
    return ClockState(
        status=ClockStatus(clock.status),
        started_at=clock.started_at,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        stopped_at=clock.stopped_at,
        pauses=pauses_of(clock.pauses),
    )


def pauses_of(written: list[list[str | None]]) -> tuple[Pause, ...]:
    """Holds as they are stored, read back."""
    return tuple((_moment(begin), _moment(end) if end else None) for begin, end in written if begin)


def _moment(text: str | None) -> datetime:
    moment = parse_datetime(text or "")
    assert moment is not None, "holds are written by us"
    return moment
