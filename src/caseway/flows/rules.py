"""Business process flows: required steps gate the next stage, and every move returns the progress that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise


class FlowState(StrEnum):
    ACTIVE = "active"
    FINISHED = "finished"
    ABORTED = "aborted"


class MoveError(ValueError):
    """The flow cannot move so; the message says why."""


class MissingStepsError(MoveError):
    """Required steps of the stage are still open; `steps` lists them."""

    def __init__(self, stage: "StagePlan", steps: tuple["StepPlan", ...]) -> None:
        self.steps = steps
        labels = ", ".join(step.label for step in steps)
        super().__init__(f"Before leaving {stage.name}, complete: {labels}.")


@dataclass(frozen=True)
class StepPlan:
    """`field` names a value of the record that must be filled in; empty for a mark set by hand."""

    id: int
    label: str
    field: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class StagePlan:
    id: int
    name: str
    steps: tuple[StepPlan, ...] = ()


@dataclass(frozen=True)
class FlowPlan:
    """A flow's stages in order. ValueError when there are none."""

    stages: tuple[StagePlan, ...]

    def __post_init__(self) -> None:
        if not self.stages:
            raise ValueError("A flow needs at least one stage.")

    def index(self, stage_id: int) -> int:
        """The stage's place; MoveError when it is no longer part of the flow."""
        for index, stage in enumerate(self.stages):
            if stage.id == stage_id:
                return index
        raise MoveError("This stage is no longer part of the flow.")


@dataclass(frozen=True)
class Visit:
    stage_id: int
    entered_at: datetime


@dataclass(frozen=True)
class Progress:
    """How far a record has come. `path` lists every stage entered, in order of time; the last is where it stands."""

    path: tuple[Visit, ...]
    done: frozenset[int] = frozenset()
    state: FlowState = FlowState.ACTIVE
    completed_at: datetime | None = None

    @property
    def stage_id(self) -> int:
        return self.path[-1].stage_id


def begin(plan: FlowPlan, *, at: datetime) -> Progress:
    return Progress(path=(Visit(plan.stages[0].id, at),))


def is_complete(step: StepPlan, progress: Progress, values: Mapping[str, object]) -> bool:
    """A mark must be set; a field must hold something, for which zero and no count too."""
    if not step.field:
        return step.id in progress.done
    value = values.get(step.field)
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], (), {})


def missing_steps(stage: StagePlan, progress: Progress, values: Mapping[str, object]) -> tuple[StepPlan, ...]:
    """The required steps of a stage that are not complete, in order."""
    return tuple(step for step in stage.steps if step.is_required and not is_complete(step, progress, values))


def mark(plan: FlowPlan, progress: Progress, step_id: int, *, is_done: bool) -> Progress:
    """Set or clear a step that is marked by hand, in any stage."""
    _require_active(progress)
    step = next((step for stage in plan.stages for step in stage.steps if step.id == step_id), None)
    if step is None:
        raise MoveError("This step is not part of the flow.")
    if step.field:
        raise MoveError(f"{step.label} is complete when the record has it: fill it in there.")
    return replace(progress, done=progress.done | {step_id} if is_done else progress.done - {step_id})


def move_forward(plan: FlowPlan, progress: Progress, values: Mapping[str, object], *, at: datetime) -> Progress:
    """Enter the next stage; MissingStepsError while this one's required steps are open."""
    index = _require_passable(plan, progress, values)
    if index + 1 == len(plan.stages):
        raise MoveError(f"{plan.stages[index].name} is the last stage: finish the flow instead.")
    return _entered(progress, plan.stages[index + 1], at)


def move_back(plan: FlowPlan, progress: Progress, *, at: datetime) -> Progress:
    """Enter the stage before this one again; nothing that was completed is undone."""
    _require_active(progress)
    index = plan.index(progress.stage_id)
    if index == 0:
        raise MoveError(f"{plan.stages[0].name} is the first stage: there is none before it.")
    return _entered(progress, plan.stages[index - 1], at)


def finish(plan: FlowPlan, progress: Progress, values: Mapping[str, object], *, at: datetime) -> Progress:
    """End the flow from its last stage. What it guided, such as a case, stays as it is."""
    index = _require_passable(plan, progress, values)
    if index + 1 < len(plan.stages):
        raise MoveError(f"{plan.stages[index].name} is not the last stage: go on to {plan.stages[index + 1].name}.")
    return replace(progress, state=FlowState.FINISHED, completed_at=at)


def abandon(progress: Progress, *, at: datetime) -> Progress:
    """Leave the flow where it stands."""
    _require_active(progress)
    return replace(progress, state=FlowState.ABORTED, completed_at=at)


def reactivate(progress: Progress) -> Progress:
    """Take up a finished or abandoned flow where it was left."""
    if progress.state == FlowState.ACTIVE:
        raise MoveError("The flow is active already.")
    return replace(progress, state=FlowState.ACTIVE, completed_at=None)


def time_in_stages(progress: Progress, *, now: datetime) -> dict[int, timedelta]:
    """Real time spent in each stage entered, until now or until the flow was completed."""
    end = Visit(0, progress.completed_at or now)
    spent: dict[int, timedelta] = {}
    for visit, following in pairwise((*progress.path, end)):
        spent[visit.stage_id] = spent.get(visit.stage_id, timedelta(0)) + (following.entered_at - visit.entered_at)
    return spent


def _require_active(progress: Progress) -> None:
    if progress.state != FlowState.ACTIVE:
        word = "finished" if progress.state == FlowState.FINISHED else "abandoned"
        raise MoveError(f"The flow is {word}: reactivate it first.")


def _require_passable(plan: FlowPlan, progress: Progress, values: Mapping[str, object]) -> int:
    _require_active(progress)
    index = plan.index(progress.stage_id)
    missing = missing_steps(plan.stages[index], progress, values)
    if missing:
        raise MissingStepsError(plan.stages[index], missing)
    return index


def _entered(progress: Progress, stage: StagePlan, at: datetime) -> Progress:
    return replace(progress, path=(*progress.path, Visit(stage.id, at)))
