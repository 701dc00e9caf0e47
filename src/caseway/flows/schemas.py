"""Flows as the API writes and reads them."""

from typing import Annotated

from caseway.flows.models import Flow, Stage, Step
from caseway.kernel.api import Input, Schema, Slug, of_length

Name = Annotated[str, of_length(120, 1)]
FieldName = Annotated[str, of_length(60)]


class FlowIn(Input):
    """`kind` is the record it guides."""

    name: Name
    slug: Slug
    kind: Annotated[str, of_length(40, 1)] = "case"


class FlowChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    slug: Slug | None = None


class StageIn(Input):
    name: Annotated[str, of_length(80, 1)]


class StepIn(Input):
    """`field` is what the record must hold; without one an agent marks the step."""

    label: Name
    field: FieldName = ""
    is_required: bool = False


class StepChange(Input):
    """What is left out stays as it is."""

    label: Name | None = None
    field: FieldName | None = None
    is_required: bool | None = None


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
