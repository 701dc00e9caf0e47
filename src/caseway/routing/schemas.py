"""Queues and work as programs read them."""

from datetime import datetime

from caseway.kernel.api import Schema
from caseway.routing.models import WorkItem


class QueueOut(Schema):
    slug: str
    name: str
    description: str
    is_public: bool
    is_default: bool
    priority: int


class WorkerOut(Schema):
    id: int
    name: str


class ItemOut(Schema):
    """Work that waits: what it is about, who works on it, when it is due."""

    kind: str
    reference: str
    title: str
    priority: int
    queue: str | None
    worked_by: WorkerOut | None
    entered_at: datetime | None
    due_at: datetime | None

    @staticmethod
    def resolve_queue(item: WorkItem) -> str | None:
        return item.queue.slug if item.queue else None
