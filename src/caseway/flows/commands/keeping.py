"""A flow instance under its lock: the rules say what follows, the row keeps it, the refusal becomes a sentence."""

from collections.abc import Callable
from typing import TypedDict

from caseway.flows.models import FlowInstance
from caseway.flows.queries.instances import progress_of
from caseway.flows.queries.plans import plan_of
from caseway.flows.rules import FlowPlan, MoveError, Progress
from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError

Move = Callable[[FlowPlan, Progress], Progress]


class FlowCannotMove(DomainError):
    """The flow does not allow this now; the message says what to do first."""


def move(instance: FlowInstance, step: Move, *, actor: Actor) -> FlowInstance:
    """Lock the instance, let the rules take the step, write what follows. Raises `FlowCannotMove`."""
    instance = lock_row(instance)
    try:
        progress = step(plan_of(instance.flow_id).plan, progress_of(instance))
    except MoveError as error:
        raise FlowCannotMove(str(error)) from error
    fill(instance, progress)
    instance.save(update_fields=["stage", "state", "done", "path", "completed_at"])
    record_change(instance, actor=actor)
    return instance


def fill(instance: FlowInstance, progress: Progress) -> None:
    """Write the progress into the row's columns."""
    instance.stage_id = progress.stage_id
    instance.state = FlowInstance.State(progress.state.value)
    instance.done = sorted(progress.done)
    instance.path = [{"stage": visit.stage_id, "at": visit.entered_at.isoformat()} for visit in progress.path]
    instance.completed_at = progress.completed_at


class About(TypedDict):
    flow_instance_id: int
    kind: str
    reference: str
    actor: str


def about(instance: FlowInstance, actor: Actor) -> About:
    """What every event of a flow says."""
    return {
        "flow_instance_id": instance.pk,
        "kind": instance.kind,
        "reference": instance.reference,
        "actor": actor.reference,
    }
