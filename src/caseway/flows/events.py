"""What happens to a record on its way through a flow."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FlowEvent(Event):
    """`kind` and `reference` name the record that is guided."""

    subject: ClassVar[str] = "flow_instance"
    flow_instance_id: int
    kind: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class StageEntered(FlowEvent):
    stage_id: int


@dataclass(frozen=True, kw_only=True)
class StepMarked(FlowEvent):
    step_id: int
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class FlowFinished(FlowEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class FlowAbandoned(FlowEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class FlowReactivated(FlowEvent):
    pass
