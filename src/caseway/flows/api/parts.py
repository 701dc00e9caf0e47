"""The stages and steps of a flow for programs. Each change answers with the whole flow."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.flows import commands, queries
from caseway.flows.api.flows import flow_of
from caseway.flows.models import Flow, Stage, Step
from caseway.flows.schemas import FlowOut, StageIn, StepChange, StepIn
from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, Identifier, Path, Router, Shift, Status

router = Router(tags=["flows"])


@router.post("/flows/{slug}/stages", response={201: FlowOut})
def add_stage(request: ApiRequest, slug: str, data: StageIn) -> Status[Flow]:
    """Add a stage, after the others."""
    commands.add_stage(flow_of(request, slug), name=data.name, actor=request.actor)
    return Status(201, flow_of(request, slug))


@router.patch("/flows/{slug}/stages/{stage_id}", response=FlowOut)
def rename_stage(request: ApiRequest, slug: str, stage_id: Path[Identifier], data: StageIn) -> Flow:
    """Give it another name."""
    commands.rename_stage(_stage(request, slug, stage_id), name=data.name, actor=request.actor)
    return flow_of(request, slug)


@router.post("/flows/{slug}/stages/{stage_id}/move", response=FlowOut)
def move_stage(request: ApiRequest, slug: str, stage_id: Path[Identifier], data: Shift) -> Flow:
    """Put it earlier or later. Records stay in the stage they are in."""
    commands.move_stage(_stage(request, slug, stage_id), by=data.by, actor=request.actor)
    return flow_of(request, slug)


@router.delete("/flows/{slug}/stages/{stage_id}", response=FlowOut)
def remove_stage(request: ApiRequest, slug: str, stage_id: Path[Identifier]) -> Flow:
    """Take out a stage in which no record stands or ended."""
    commands.remove_stage(_stage(request, slug, stage_id), actor=request.actor)
    return flow_of(request, slug)


@router.post("/flows/{slug}/stages/{stage_id}/steps", response={201: FlowOut})
def add_step(request: ApiRequest, slug: str, stage_id: Path[Identifier], data: StepIn) -> Status[Flow]:
    """Add a step, after the others of its stage."""
    details = commands.StepDetails(**data.model_dump())
    commands.add_step(_stage(request, slug, stage_id), details, actor=request.actor)
    return Status(201, flow_of(request, slug))


@router.patch("/flows/{slug}/steps/{step_id}", response=FlowOut)
def change_step(request: ApiRequest, slug: str, step_id: Path[Identifier], data: StepChange) -> Flow:
    """Change what is given; records under way are held to it at once."""
    step = _step(request, slug, step_id)
    details = commands.StepDetails(label=step.label, field=step.field, is_required=step.is_required)
    commands.change_step(step, replace(details, **data.model_dump(exclude_none=True)), actor=request.actor)
    return flow_of(request, slug)


@router.post("/flows/{slug}/steps/{step_id}/move", response=FlowOut)
def move_step(request: ApiRequest, slug: str, step_id: Path[Identifier], data: Shift) -> Flow:
    """Put it earlier or later within its stage."""
    commands.move_step(_step(request, slug, step_id), by=data.by, actor=request.actor)
    return flow_of(request, slug)


@router.delete("/flows/{slug}/steps/{step_id}", response=FlowOut)
def remove_step(request: ApiRequest, slug: str, step_id: Path[Identifier]) -> Flow:
    """Ask for it no more."""
    commands.remove_step(_step(request, slug, step_id), actor=request.actor)
    return flow_of(request, slug)


def _stage(request: ApiRequest, slug: str, stage_id: int) -> Stage:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.configured_stages(request.actor), pk=stage_id, flow__slug=slug)


def _step(request: ApiRequest, slug: str, step_id: int) -> Step:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.configured_steps(request.actor), pk=step_id, stage__flow__slug=slug)
