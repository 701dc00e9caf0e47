"""Configuring the stages of a flow and their steps. Whoever changes one holds the flow, so that its order stays one."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from caseway.flows.commands.settings import PERMISSION, FlowInUse, FlowNotReady
from caseway.flows.models import Flow, FlowInstance, Stage, Step
from caseway.flows.queries.fields import fields_for
from caseway.flows.queries.plans import flow_plans
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.kernel.ordering import move, next_position

MOST_STAGES = 30
MOST_STEPS = 30


@dataclass(frozen=True, kw_only=True)
class StepDetails:
    """`field` names what the record must hold; without one the step is marked by hand."""

    label: str
    field: str = ""
    is_required: bool = False


@atomic()
def add_stage(flow: Flow, *, name: str, actor: Actor) -> Stage:
    """Another stage, after the others."""
    require(actor, PERMISSION)
    flow = lock_row(flow)
    if flow.stages.count() >= MOST_STAGES:
        raise Invalid(_("A flow has at most %(most)s stages.") % {"most": MOST_STAGES})
    stage = Stage.objects.create(flow=flow, name=name, position=next_position(flow.stages.all()))
    record_change(stage, actor=actor)
    flow_plans.forget()
    return stage


@atomic()
def rename_stage(stage: Stage, *, name: str, actor: Actor) -> Stage:
    require(actor, PERMISSION)
    stage = lock_row(stage)
    stage.name = name
    stage.save(update_fields=["name"])
    record_change(stage, actor=actor)
    flow_plans.forget()
    return stage


@atomic()
def move_stage(stage: Stage, *, by: int, actor: Actor) -> None:
    """Put it so many places later, or earlier by a negative number. Records stay in the stage they are in."""
    require(actor, PERMISSION)
    lock_row(stage.flow)
    move(stage, Stage.objects.filter(flow=stage.flow_id), by=by, actor=actor)
    flow_plans.forget()


@atomic()
def remove_stage(stage: Stage, *, actor: Actor) -> None:
    """Take out a stage in which no record stands or ended. An active flow keeps one."""
    require(actor, PERMISSION)
    flow = lock_row(stage.flow)
    if FlowInstance.objects.filter(stage=stage).exists():
        raise FlowInUse(
            _("Records stand in %(stage)s or ended there, so it stays. Rename it, or put another flow in its place.")
            % {"stage": stage}
        )
    if flow.is_active and flow.stages.count() == 1:
        raise FlowNotReady(_("%(flow)s is active and needs a stage. Deactivate it first.") % {"flow": flow})
    stage = lock_row(stage)
    record_change(stage, actor=actor, action="removed")
    stage.delete()
    flow_plans.forget()


@atomic()
def add_step(stage: Stage, details: StepDetails, *, actor: Actor) -> Step:
    """Another step, after the others of its stage."""
    require(actor, PERMISSION)
    flow = lock_row(stage.flow)
    if stage.steps.count() >= MOST_STEPS:
        raise Invalid(_("A stage has at most %(most)s steps.") % {"most": MOST_STEPS})
    _check_field(details, flow)
    step = Step.objects.create(stage=stage, position=next_position(stage.steps.all()), **asdict(details))
    record_change(step, actor=actor)
    flow_plans.forget()
    return step


@atomic()
def change_step(step: Step, details: StepDetails, *, actor: Actor) -> Step:
    """Records under way are held to it at once."""
    require(actor, PERMISSION)
    step = lock_row(step)
    _check_field(details, step.stage.flow)
    for name, value in asdict(details).items():
        setattr(step, name, value)
    step.save(update_fields=list(asdict(details)))
    record_change(step, actor=actor)
    flow_plans.forget()
    return step


@atomic()
def move_step(step: Step, *, by: int, actor: Actor) -> None:
    """Put it so many places later within its stage, or earlier by a negative number."""
    require(actor, PERMISSION)
    move(step, Step.objects.filter(stage=step.stage_id), by=by, actor=actor)
    flow_plans.forget()


@atomic()
def remove_step(step: Step, *, actor: Actor) -> None:
    """Ask for it no more."""
    require(actor, PERMISSION)
    step = lock_row(step)
    record_change(step, actor=actor, action="removed")
    step.delete()
    flow_plans.forget()


def _check_field(details: StepDetails, flow: Flow) -> None:
    offered = fields_for(flow.kind)
    if details.field and details.field not in offered:
        sentence = _("Choose from %s, or leave it empty.") % ", ".join(offered)
        raise Invalid(_("A %(kind)s has no such field.") % {"kind": flow.kind}, fields={"field": sentence})
