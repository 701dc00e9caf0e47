"""The verbs of a process flow: a record enters it, moves on and back, marks steps, and leaves it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone

from caseway.flows import rules
from caseway.flows.models import Flow, FlowInstance, Stage, Step
from caseway.flows.queries import default_flow, flows, progress_of
from caseway.flows.rules import FlowPlan, FlowState, MoveError, Progress
from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError

Move = Callable[[FlowPlan, Progress, datetime], Progress]

PHONE_TO_CASE = (
    ("Identify", (("Customer", "customer", True), ("Contact", "contact", False), ("Product", "product", False))),
    ("Research", (("An article that helps", "article", False), ("Similar cases looked at", "", False))),
    ("Resolve", (("The customer was answered", "first_response", True), ("The customer agrees", "", False))),
)


class StepMissing(DomainError):
    """A required step is still open, or the flow cannot move so."""


@atomic()
def start_flow(*, kind: str, reference: str) -> FlowInstance | None:
    """Send a record into the first active flow of its kind; None when there is none. One statement."""
    found = default_flow(kind)
    if found is None:
        return None
    flow, plan = found
    instance = FlowInstance(flow=flow, kind=kind, reference=reference)
    _write(instance, rules.begin(plan, at=timezone.now()))
    instance.save(force_insert=True)
    return instance


@atomic()
def next_stage(instance: FlowInstance, *, values: Mapping[str, object], actor: Actor) -> FlowInstance:
    """Go on. Required steps of the present stage must be done. The caller has checked the record."""
    return _move(instance, lambda plan, progress, at: rules.move_forward(plan, progress, values, at=at), actor=actor)


@atomic()
def previous_stage(instance: FlowInstance, *, actor: Actor) -> FlowInstance:
    return _move(instance, lambda plan, progress, at: rules.move_back(plan, progress, at=at), actor=actor)


@atomic()
def mark_step(instance: FlowInstance, *, step_id: int, is_done: bool, actor: Actor) -> FlowInstance:
    """Mark a step that is done by hand, or take the mark back."""
    return _move(
        instance, lambda plan, progress, _at: rules.mark(plan, progress, step_id, is_done=is_done), actor=actor
    )


@atomic()
def finish_flow(instance: FlowInstance, *, values: Mapping[str, object], actor: Actor) -> FlowInstance:
    """End the flow at its last stage. This does not resolve the record."""
    return _move(instance, lambda plan, progress, at: rules.finish(plan, progress, values, at=at), actor=actor)


@atomic()
def finish_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record was resolved: its flow is over, whatever stage it had reached."""
    _end(instance_id, FlowState.FINISHED, actor)


@atomic()
def abandon_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record was canceled."""
    _end(instance_id, FlowState.ABORTED, actor)


@atomic()
def reactivate_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record is open again: the flow goes on at the stage it had reached."""
    instance = FlowInstance.objects.filter(pk=instance_id).exclude(state=FlowState.ACTIVE).first()
    if instance:
        instance = lock_row(instance)
        _write(instance, rules.reactivate(progress_of(instance)))
        _save(instance, actor)


@atomic()
def ensure_phone_to_case() -> Flow:
    """The flow Caseway comes with: Identify, Research, Resolve. Safe to run twice."""
    flow, is_new = Flow.objects.get_or_create(slug="phone-to-case", defaults={"name": "Phone to case", "kind": "case"})
    if is_new:
        for position, (name, steps) in enumerate(PHONE_TO_CASE, 1):
            stage = Stage.objects.create(flow=flow, name=name, position=position)
            Step.objects.bulk_create(
                Step(stage=stage, label=label, field=field, is_required=is_required, position=place)
                for place, (label, field, is_required) in enumerate(steps, 1)
            )
        flows.forget()
    return flow


def _move(instance: FlowInstance, move: Move, *, actor: Actor) -> FlowInstance:
    instance = lock_row(instance)
    _flow, plan = flows()[instance.flow_id]
    try:
        progress = move(plan, progress_of(instance), timezone.now())
    except MoveError as error:
        raise StepMissing(str(error)) from error
    _write(instance, progress)
    return _save(instance, actor)


def _end(instance_id: int | None, state: FlowState, actor: Actor) -> None:
    instance = FlowInstance.objects.filter(pk=instance_id, state=FlowState.ACTIVE).first()
    if instance:
        instance = lock_row(instance)
        instance.state, instance.completed_at = state, timezone.now()
        _save(instance, actor)


def _write(instance: FlowInstance, progress: Progress) -> None:
    instance.stage_id = progress.path[-1].stage_id
    instance.path = [{"stage": visit.stage_id, "at": visit.entered_at.isoformat()} for visit in progress.path]
    instance.done = sorted(progress.done)
    instance.state, instance.completed_at = progress.state, progress.completed_at


def _save(instance: FlowInstance, actor: Actor) -> FlowInstance:
    instance.save(update_fields=["stage", "path", "done", "state", "completed_at"])
    record_change(instance, actor=actor)
    return instance
