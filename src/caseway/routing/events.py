"""What happens to work."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkEvent(Event):
    """`kind` and `reference` name the record the work is about."""

    subject: ClassVar[str] = "work_item"
    work_item_id: int
    kind: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class WorkAssigned(WorkEvent):
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class WorkReleased(WorkEvent):
    queue_id: int | None


@dataclass(frozen=True, kw_only=True)
class WorkRouted(WorkEvent):
    queue_id: int | None
    agent_id: int | None
    reason: str
