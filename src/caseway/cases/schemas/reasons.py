"""Status reasons as programs read and write them."""

from typing import Annotated

from caseway.cases.models.cases import State
from caseway.kernel.api import Input, Schema, Slug, of_length


class StatusReasonOut(Schema):
    """Why a case can be in a state. One that is not active is offered no more."""

    code: str
    state: str
    label: str
    position: int
    is_default: bool
    is_standard: bool
    is_active: bool
    pauses_clocks: bool


class StatusReasonIn(Input):
    code: Annotated[Slug, of_length(40, 1)]
    state: State
    label: Annotated[str, of_length(80, 1)]
    pauses_clocks: bool = False


class StatusReasonChange(Input):
    """What is left out stays as it is."""

    label: Annotated[str, of_length(80, 1)] | None = None
    pauses_clocks: bool | None = None
