"""How far a record has come."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from caseway.flows.models import FlowInstance
from caseway.flows.queries.plans import plan_of
from caseway.flows.rules import (
    FlowState,
    Progress,
    StagePlan,
    StepPlan,
    Visit,
    is_complete,
    missing_steps,
    time_in_stages,
)


@dataclass(frozen=True)
class StepView:
    """`is_manual`: it is marked by hand; else it is done when the record has its field."""

    id: int
    label: str
    field: str
    is_required: bool
    is_done: bool

    @property
    def is_manual(self) -> bool:
        return not self.field


@dataclass(frozen=True)
class StageView:
    """`place` is done, current or upcoming; `spent` is real time."""

    id: int
    name: str
    place: str
    spent: timedelta
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class FlowView:
    """A flow on a record's page. `missing` names the required steps still open in the current stage."""

    id: int
    name: str
    state: str
    state_label: str
    started_at: datetime
    completed_at: datetime | None
    stages: tuple[StageView, ...]
    missing: tuple[str, ...]

    @property
    def is_active(self) -> bool:
        return self.state == FlowState.ACTIVE

    @property
    def current(self) -> StageView:
        return next(stage for stage in self.stages if stage.place == "current")

    @property
    def is_first(self) -> bool:
        return self.stages[0].place == "current"

    @property
    def is_last(self) -> bool:
        return self.stages[-1].place == "current"

    @property
    def duration(self) -> timedelta:
        return sum((stage.spent for stage in self.stages), timedelta(0))


def flow_view(instance_id: int | None, filled: AbstractSet[str]) -> FlowView | None:
    """The flow for the page, in one statement; `filled` names the record's fields that hold something."""
    instance = FlowInstance.objects.filter(pk=instance_id).first() if instance_id else None
    if instance is None:
        return None
    named, progress = plan_of(instance.flow_id), progress_of(instance)
    here, spent = named.plan.index(progress.stage_id), time_in_stages(progress, now=timezone.now())
    values = values_of(filled)
    return FlowView(
        id=instance.pk,
        name=named.name,
        state=instance.state,
        state_label=instance.get_state_display(),
        started_at=instance.started_at,
        completed_at=instance.completed_at,
        stages=tuple(
            _stage_view(stage, _place(index, here), spent.get(stage.id, timedelta(0)), progress, values)
            for index, stage in enumerate(named.plan.stages)
        ),
        missing=tuple(step.label for step in missing_steps(named.plan.stages[here], progress, values)),
    )


def progress_of(instance: FlowInstance) -> Progress:
    """The row as the rules want it."""
    return Progress(
        path=tuple(Visit(visit["stage"], datetime.fromisoformat(visit["at"])) for visit in instance.path),
        done=frozenset(instance.done),
        state=FlowState(instance.state),
        completed_at=instance.completed_at,
    )


def values_of(filled: AbstractSet[str]) -> dict[str, object]:
    """Fields that hold something, as the rules ask for them."""
    return dict.fromkeys(filled, True)


def _place(index: int, here: int) -> str:
    if index == here:
        return "current"
    return "done" if index < here else "upcoming"


def _stage_view(
    stage: StagePlan, place: str, spent: timedelta, progress: Progress, values: dict[str, object]
) -> StageView:
    steps = tuple(_step_view(step, progress, values) for step in stage.steps)
    return StageView(stage.id, stage.name, place, spent, steps)


def _step_view(step: StepPlan, progress: Progress, values: dict[str, object]) -> StepView:
    return StepView(step.id, step.label, step.field, step.is_required, is_complete(step, progress, values))
