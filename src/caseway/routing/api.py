"""Queues for programs. Work is picked and moved through the record it is about."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from caseway.kernel.api import ApiRequest, ListAnswer, Listing, ListQuery, Query, Router, listing, stamp
from caseway.routing import queries
from caseway.routing.models import Queue, WorkItem
from caseway.routing.schemas import ItemOut, QueueOut

router = Router(tags=["queues"])


@router.get("/queues", response=Listing[QueueOut])
def list_queues(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Queues you may look into, the most important first."""
    return listing(queries.visible_queues(request.actor), asked, order=("priority", "id"))


@router.get("/queues/{slug}", response=QueueOut)
def get_queue(request: ApiRequest, slug: str) -> Queue:
    queue = visible_queue(request, slug)
    stamp(request, queue)
    return queue


@router.get("/queues/{slug}/items", response=Listing[ItemOut])
def list_items(request: ApiRequest, slug: str, asked: Query[ListQuery]) -> ListAnswer:
    """Open work of a queue, the most urgent first."""
    rows: QuerySet[WorkItem] = queries.items_of_queue(visible_queue(request, slug), request.actor)
    return listing(rows.select_related("queue"), asked, order=("priority", "entered_at", "id"))


def visible_queue(request: ApiRequest, slug: str) -> Queue:
    return get_object_or_404(queries.visible_queues(request.actor), slug=slug)
