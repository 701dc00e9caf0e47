"""What time does to a promise."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockEvent(Event):
    """`kind` and `reference` name the record that the promise was made for."""

    subject: ClassVar[str] = "clock"
    clock_id: int
    clock_set_id: int
    kind: str
    reference: str
    kpi: str


@dataclass(frozen=True, kw_only=True)
class ClockWarned(ClockEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ClockFailed(ClockEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ClockSucceeded(ClockEvent):
    pass
