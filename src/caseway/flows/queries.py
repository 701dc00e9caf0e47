"""Flows as the rules want them, and one record's way through its flow as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from caseway.flows.models import Flow, FlowInstance
from caseway.flows.rules import FlowPlan, FlowState, Progress, StagePlan, StepPlan, Visit, is_complete
from caseway.kernel.caching import kept_for


@dataclass(frozen=True)
class StepView:
    """One step: done by hand or by a value of the record."""

    id: int
    label: str
    is_required: bool
    is_done: bool
    is_by_hand: bool


@dataclass(frozen=True)
class StageView:
    """One stage: done, current or ahead, with its steps."""

    name: str
    state: str
    entered_at: datetime | None
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class FlowView:
    """The way of one record: its stages in order."""

    id: int
    name: str
    state: str
    stages: tuple[StageView, ...]

    @property
    def is_active(self) -> bool:
        return self.state == FlowState.ACTIVE

    @property
    def is_at_end(self) -> bool:
        return bool(self.stages) and self.stages[-1].state == "current"

    @property
    def is_at_start(self) -> bool:
        return bool(self.stages) and self.stages[0].state == "current"


@kept_for(timedelta(seconds=5))
def flows() -> dict[int, tuple[Flow, FlowPlan]]:
    """Every flow by its id, in order, with its plan."""
    rows = Flow.objects.prefetch_related("stages__steps")
    return {row.pk: (row, plan_of(row)) for row in rows}


def default_flow(kind: str) -> tuple[Flow, FlowPlan] | None:
    """The first active flow for this kind of record."""
    return next((found for found in flows().values() if found[0].is_active and found[0].kind == kind), None)


def plan_of(flow: Flow) -> FlowPlan:
    return FlowPlan(
        tuple(
            StagePlan(
                stage.pk,
                stage.name,
                tuple(StepPlan(step.pk, step.label, step.field, step.is_required) for step in stage.steps.all()),
            )
            for stage in flow.stages.all()
        )
    )


def progress_of(instance: FlowInstance) -> Progress:
    return Progress(
        path=tuple(Visit(visit["stage"], datetime.fromisoformat(visit["at"])) for visit in instance.path),
        done=frozenset(instance.done),
        state=FlowState(instance.state),
        completed_at=instance.completed_at,
    )


def flow_view(instance: FlowInstance, values: Mapping[str, object]) -> FlowView:
    """The page's view of an instance; `values` are the record's fields. No statement while the flow is kept."""
    flow, plan = flows()[instance.flow_id]
    progress = progress_of(instance)
    entered = {visit.stage_id: visit.entered_at for visit in progress.path}
    ids = [stage.id for stage in plan.stages]
    at = ids.index(instance.stage_id)
    is_over = progress.state == FlowState.FINISHED
    stages = tuple(
        StageView(
            name=stage.name,
            state="done" if i < at or is_over else "current" if i == at else "ahead",
            entered_at=entered.get(stage.id),
            steps=tuple(
                StepView(step.id, step.label, step.is_required, is_complete(step, progress, values), not step.field)
                for step in stage.steps
            ),
        )
        for i, stage in enumerate(plan.stages)
    )
    return FlowView(instance.pk, flow.name, instance.state, stages)
