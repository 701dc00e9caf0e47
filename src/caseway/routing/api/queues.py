"""Queues for programs. Work is picked and moved through the record it is about."""

from dataclasses import replace

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from caseway.kernel.access import require
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
from caseway.operations.models import Agent
from caseway.routing import commands, queries
from caseway.routing.models import Queue, WorkItem
from caseway.routing.schemas import ItemOut, MemberOut, QueueChange, QueueIn, QueueOut

router = Router(tags=["queues"])


@router.get("/queues", response=Listing[QueueOut])
def list_queues(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Queues you may look into, the most important first."""
    return listing(queries.visible_queues(request.actor), asked, order=("priority", "id"))


@router.post("/queues", response={201: QueueOut})
def create_queue(request: ApiRequest, data: QueueIn) -> Status[Queue]:
    """Add a queue, owned by one team or one person."""
    return Status(201, commands.create_queue(commands.QueueDetails(**data.model_dump()), actor=request.actor))


@router.get("/queues/{slug}", response=QueueOut)
def get_queue(request: ApiRequest, slug: str) -> Queue:
    return stamp(request, visible_queue(request, slug))


@router.patch("/queues/{slug}", response=QueueOut)
def change_queue(request: ApiRequest, slug: str, data: QueueChange) -> Queue:
    """Change what is given. With `member_ids` exactly these people work it."""
    with atomic():
        queue = held(request, _configured(request, slug))
        details = replace(commands.QueueDetails.of(queue), **data.given())
        queue = commands.update_queue(queue, actor=request.actor, details=details)
    return stamp(request, queue)


@router.delete("/queues/{slug}", response={204: None})
def delete_queue(request: ApiRequest, slug: str) -> Status[None]:
    """Forget a queue that nothing stands in and no rule sends to."""
    commands.delete_queue(_configured(request, slug), actor=request.actor)
    return Status(204, None)


@router.get("/queues/{slug}/members", response=list[MemberOut])
def list_members(request: ApiRequest, slug: str) -> QuerySet[Agent]:
    """Who works the queue, by name."""
    return queries.members_of(visible_queue(request, slug))


@router.put("/queues/{slug}/members/{agent_id}", response={204: None})
def add_member(request: ApiRequest, slug: str, agent_id: Path[Identifier]) -> Status[None]:
    """Let an agent work it."""
    commands.add_member(_configured(request, slug), agent_id, actor=request.actor)
    return Status(204, None)


@router.delete("/queues/{slug}/members/{agent_id}", response={204: None})
def remove_member(request: ApiRequest, slug: str, agent_id: Path[Identifier]) -> Status[None]:
    """Let an agent work it no more."""
    commands.remove_member(_configured(request, slug), agent_id, actor=request.actor)
    return Status(204, None)


@router.get("/queues/{slug}/items", response=Listing[ItemOut])
def list_items(request: ApiRequest, slug: str, asked: Query[ListQuery]) -> ListAnswer:
    """Open work of a queue, the most urgent first."""
    rows: QuerySet[WorkItem] = queries.items_of_queue(visible_queue(request, slug), request.actor)
    return listing(rows.select_related("queue"), asked, order=("priority", "entered_at", "id"))


def visible_queue(request: ApiRequest, slug: str) -> Queue:
    return get_object_or_404(queries.visible_queues(request.actor), slug=slug)


def _configured(request: ApiRequest, slug: str) -> Queue:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.configured_queues(request.actor), slug=slug)
