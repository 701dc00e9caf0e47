"""Status reasons for programs, by their codes."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.cases import commands, queries
from caseway.cases.commands import ReasonDetails
from caseway.cases.models import StatusReason
from caseway.cases.schemas import StatusReasonChange, StatusReasonIn, StatusReasonOut
from caseway.kernel.api import (
    ApiRequest,
    ListAnswer,
    Listing,
    ListQuery,
    Query,
    Router,
    Shift,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic

router = Router()


@router.get("/status-reasons", response=Listing[StatusReasonOut])
def list_status_reasons(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Why a case can be in its state, by state and in order; also what is offered no more."""
    return listing(queries.visible_reasons(request.actor), asked, order=("state", "position", "id"))


@router.post("/status-reasons", response={201: StatusReasonOut})
def add_status_reason(request: ApiRequest, data: StatusReasonIn) -> Status[StatusReason]:
    """Add a reason, after the others of its state. The code is its stable name."""
    details = ReasonDetails(label=data.label, pauses_clocks=data.pauses_clocks)
    added = commands.add_status_reason(code=data.code, state=data.state, details=details, actor=request.actor)
    return Status(201, added)


@router.get("/status-reasons/{code}", response=StatusReasonOut)
def get_status_reason(request: ApiRequest, code: str) -> StatusReason:
    """One status reason."""
    return stamp(request, _reason(request, code))


@router.patch("/status-reasons/{code}", response=StatusReasonOut)
def change_status_reason(request: ApiRequest, code: str, data: StatusReasonChange) -> StatusReason:
    """Change what is given. Cases that are in it stay as they are."""
    with atomic():
        found = held(request, _reason(request, code))
        details = ReasonDetails(label=found.label, pauses_clocks=found.pauses_clocks)
        changed = replace(details, **data.model_dump(exclude_none=True))
        found = commands.change_status_reason(found, changed, actor=request.actor)
    return stamp(request, found)


@router.post("/status-reasons/{code}/make-default", response=StatusReasonOut)
def make_default_status_reason(request: ApiRequest, code: str) -> StatusReason:
    """Let cases get it where nobody chooses one."""
    return commands.make_default_status_reason(_reason(request, code), actor=request.actor)


@router.post("/status-reasons/{code}/deactivate", response=StatusReasonOut)
def deactivate_status_reason(request: ApiRequest, code: str) -> StatusReason:
    """Offer it no more. Cases that are in it stay there."""
    return commands.deactivate_status_reason(_reason(request, code), actor=request.actor)


@router.post("/status-reasons/{code}/activate", response=StatusReasonOut)
def activate_status_reason(request: ApiRequest, code: str) -> StatusReason:
    """Offer it again."""
    return commands.activate_status_reason(_reason(request, code), actor=request.actor)


@router.post("/status-reasons/{code}/move", response={204: None})
def move_status_reason(request: ApiRequest, code: str, data: Shift) -> Status[None]:
    """Offer it earlier or later within its state."""
    commands.move_status_reason(_reason(request, code), by=data.by, actor=request.actor)
    return Status(204, None)


@router.delete("/status-reasons/{code}", response={204: None})
def delete_status_reason(request: ApiRequest, code: str) -> Status[None]:
    """Forget one that no case ever had. What comes with the product stays."""
    commands.delete_status_reason(_reason(request, code), actor=request.actor)
    return Status(204, None)


def _reason(request: ApiRequest, code: str) -> StatusReason:
    return get_object_or_404(queries.visible_reasons(request.actor), code=code)
