"""A record goes through its flow, stage by stage and step by step. Its owner has checked that the actor may work it."""

from collections.abc import Set as AbstractSet

from django.utils import timezone

from caseway.flows import rules
from caseway.flows.commands.keeping import about, fill, move
from caseway.flows.events import StageEntered, StepMarked
from caseway.flows.models import FlowInstance
from caseway.flows.queries.instances import values_of
from caseway.flows.queries.plans import default_plan
from caseway.flows.rules import FlowPlan, Progress
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.kernel.rows import insert_row


def start_flow(*, kind: str, reference: str) -> FlowInstance | None:
    """Set a new record on its way through the default flow of its kind, in one statement; None where there is none."""
    named = default_plan(kind)
    if named is None:
        return None
    instance = FlowInstance(flow_id=named.id, kind=kind, reference=reference)
    fill(instance, rules.begin(named.plan, at=timezone.now()))
    insert_row(instance)
    return instance


@atomic()
def next_stage(instance: FlowInstance, *, filled: AbstractSet[str], actor: Actor) -> FlowInstance:
    """Enter the next stage. `FlowCannotMove` while required steps of this one are open."""
    instance = move(
        instance,
        lambda plan, progress: rules.move_forward(plan, progress, values_of(filled), at=timezone.now()),
        actor=actor,
    )
    publish(StageEntered(stage_id=instance.stage_id, **about(instance, actor)))
    return instance


@atomic()
def back(instance: FlowInstance, *, actor: Actor) -> FlowInstance:
    """Enter the stage before this one again; nothing that was completed is undone."""
    instance = move(instance, lambda plan, progress: rules.move_back(plan, progress, at=timezone.now()), actor=actor)
    publish(StageEntered(stage_id=instance.stage_id, **about(instance, actor)))
    return instance


@atomic()
def enter_stage(instance: FlowInstance, stage_id: int, *, filled: AbstractSet[str], actor: Actor) -> FlowInstance:
    """Go to a stage through all between; forward, each of them must let it pass."""
    values = values_of(filled)

    def walk(plan: FlowPlan, progress: Progress) -> Progress:
        target, now = plan.index(stage_id), timezone.now()
        while (here := plan.index(progress.stage_id)) != target:
            if here < target:
                progress = rules.move_forward(plan, progress, values, at=now)
            else:
                progress = rules.move_back(plan, progress, at=now)
        return progress

    instance = move(instance, walk, actor=actor)
    publish(StageEntered(stage_id=instance.stage_id, **about(instance, actor)))
    return instance


@atomic()
def mark_step(instance: FlowInstance, step_id: int, *, done: bool, actor: Actor) -> FlowInstance:
    """Set or clear a step that is marked by hand."""
    instance = move(instance, lambda plan, progress: rules.mark(plan, progress, step_id, is_done=done), actor=actor)
    publish(StepMarked(step_id=step_id, is_done=done, **about(instance, actor)))
    return instance
