"""Flows as the API reads them."""

from caseway.flows.models import Flow, Stage, Step
from caseway.kernel.api import Schema


class StepOut(Schema):
    """`field` is what the record must hold; empty for a step that is marked by hand."""

    id: int
    label: str
    field: str
    is_required: bool


class StageOut(Schema):
    id: int
    name: str
    steps: list[StepOut]

    @staticmethod
    def resolve_steps(stage: Stage) -> list[Step]:
        return sorted(stage.steps.all(), key=lambda step: step.position)


class FlowOut(Schema):
    id: int
    name: str
    slug: str
    kind: str
    is_active: bool
    stages: list[StageOut]

    @staticmethod
    def resolve_stages(flow: Flow) -> list[Stage]:
        return sorted(flow.stages.all(), key=lambda stage: stage.position)
