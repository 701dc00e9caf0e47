"""Queues, work and routing rules as programs write and read them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from caseway.kernel.api import Condition, Identifier, Input, Schema, Slug, of_length
from caseway.routing.models import RoutingRule, WorkItem

Name = Annotated[str, of_length(120, 1)]
Description = Annotated[str, of_length(300)]
Order = Annotated[int, Field(ge=0, le=30_000)]
Members = Annotated[list[Identifier], Field(max_length=10_000)]


class QueueIn(Input):
    """Owned by one team or one person. `is_default`: it takes what no rule routes, in place of the queue that did."""

    name: Name
    slug: Slug
    description: Description = ""
    is_public: bool = True
    is_default: bool = False
    priority: Order = 100
    owner_agent_id: Identifier | None = None
    owner_team_id: Identifier | None = None
    member_ids: Members = []


class QueueChange(Input):
    """What is left out stays as it is. A new owner takes the place of the old one."""

    name: Name | None = None
    slug: Slug | None = None
    description: Description | None = None
    is_public: bool | None = None
    is_default: bool | None = None
    priority: Order | None = None
    owner_agent_id: Identifier | None = None
    owner_team_id: Identifier | None = None
    member_ids: Members | None = None

    def given(self) -> dict[str, Any]:
        """What is to change; with one kind of owner, the other kind is none."""
        owner = {"owner_agent_id": self.owner_agent_id, "owner_team_id": self.owner_team_id}
        return {**(owner if any(owner.values()) else {}), **self.model_dump(exclude_none=True)}


class QueueOut(Schema):
    slug: str
    name: str
    description: str
    is_public: bool
    is_default: bool
    priority: int
    owner_agent_id: int | None
    owner_team_id: int | None


class MemberOut(Schema):
    id: int
    name: str


class RuleIn(Input):
    """A condition over the record's fields, and where it sends: a queue by its slug, or a person."""

    name: Name
    kind: Annotated[str, of_length(40, 1)] = "case"
    is_active: bool = True
    condition: Condition = {}
    queue: Slug | None = None
    agent_id: Identifier | None = None


class RuleChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    is_active: bool | None = None
    condition: Condition | None = None
    queue: Slug | None = None
    agent_id: Identifier | None = None


class RuleOut(Schema):
    id: int
    name: str
    kind: str
    position: int
    is_active: bool
    condition: dict[str, object]
    queue: str | None
    agent_id: int | None

    @staticmethod
    def resolve_queue(rule: RoutingRule) -> str | None:
        return rule.queue.slug if rule.queue else None


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
