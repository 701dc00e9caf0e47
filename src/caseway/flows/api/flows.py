"""Flows for programs, by their short names."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.flows import commands, queries
from caseway.flows.models import Flow
from caseway.flows.schemas import FlowChange, FlowIn, FlowOut
from caseway.kernel.access import require
from caseway.kernel.api import (
    ApiRequest,
    ListAnswer,
    Listing,
    ListQuery,
    Query,
    Router,
    Shift,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic

router = Router(tags=["flows"])


@router.get("/flows", response=Listing[FlowOut])
def list_flows(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Flows with their stages and steps; the first active one of a kind guides new records."""
    return listing(queries.visible_flows(request.actor), asked, order=("position", "id"))


@router.post("/flows", response={201: FlowOut})
def create_flow(request: ApiRequest, data: FlowIn) -> Status[Flow]:
    """Add a flow, to be given stages and activated."""
    details = commands.FlowDetails(name=data.name, slug=data.slug)
    return Status(201, commands.create_flow(details, kind=data.kind, actor=request.actor))


@router.get("/flows/{slug}", response=FlowOut)
def get_flow(request: ApiRequest, slug: str) -> Flow:
    """One flow."""
    return stamp(request, get_object_or_404(queries.visible_flows(request.actor), slug=slug))


@router.patch("/flows/{slug}", response=FlowOut)
def change_flow(request: ApiRequest, slug: str, data: FlowChange) -> Flow:
    """Give it another name."""
    with atomic():
        flow = held(request, flow_of(request, slug))
        details = replace(commands.FlowDetails(name=flow.name, slug=flow.slug), **data.model_dump(exclude_none=True))
        flow = commands.change_flow(flow, details, actor=request.actor)
    return stamp(request, flow)


@router.post("/flows/{slug}/activate", response=FlowOut)
def activate_flow(request: ApiRequest, slug: str) -> Flow:
    """Let it guide new records, if no other active one comes before it."""
    return commands.activate_flow(flow_of(request, slug), actor=request.actor)


@router.post("/flows/{slug}/deactivate", response=FlowOut)
def deactivate_flow(request: ApiRequest, slug: str) -> Flow:
    """Let it guide no new records. Those under way go on."""
    return commands.deactivate_flow(flow_of(request, slug), actor=request.actor)


@router.post("/flows/{slug}/move", response={204: None})
def move_flow(request: ApiRequest, slug: str, data: Shift) -> Status[None]:
    """Try it earlier or later than the others of its kind."""
    commands.move_flow(flow_of(request, slug), by=data.by, actor=request.actor)
    return Status(204, None)


@router.delete("/flows/{slug}", response={204: None})
def delete_flow(request: ApiRequest, slug: str) -> Status[None]:
    """Forget a flow that never guided a record."""
    commands.delete_flow(flow_of(request, slug), actor=request.actor)
    return Status(204, None)


def flow_of(request: ApiRequest, slug: str) -> Flow:
    """The flow, for somebody who may configure it."""
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.configured_flows(request.actor), slug=slug)
