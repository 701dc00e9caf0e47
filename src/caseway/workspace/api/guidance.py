"""The process flow that guides a case, for programs."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from caseway.flows.queries import FlowView, flow_view
from caseway.kernel.api import ApiRequest, Identifier, Path, Router
from caseway.kernel.errors import NotFound
from caseway.workspace import commands
from caseway.workspace.queries.case import CaseView, case_rows, filled_fields, view_of
from caseway.workspace.schemas import GuidanceOut, MarkIn, Way

router = Router()


@router.get("/cases/{number}/flow", response=GuidanceOut)
def case_flow(request: ApiRequest, number: str) -> FlowView:
    """How far the case has come, stage by stage; `missing` names what must be done to go on."""
    return _shown(_view(request, number))


@router.post("/cases/{number}/flow/{way}", response=GuidanceOut)
def move_flow(request: ApiRequest, number: str, way: Way) -> FlowView:
    """Go on to the next stage, back to the one before, or finish in the last one."""
    view = _view(request, number)
    commands.move_flow(view.case, actor=request.actor, verb=way, filled=filled_fields(view))
    return _shown(_view(request, number))


@router.put("/cases/{number}/flow/steps/{step_id}", response=GuidanceOut)
def mark_step(request: ApiRequest, number: str, step_id: Path[Identifier], body: MarkIn) -> FlowView:
    """Mark a step that is done by hand, or take the mark back."""
    case = _view(request, number).case
    commands.mark_flow_step(case, actor=request.actor, step_id=step_id, is_done=body.is_done)
    return _shown(_view(request, number))


def _view(request: ApiRequest, number: str) -> CaseView:
    return view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)


def _shown(view: CaseView) -> FlowView:
    found = flow_view(view.case.flow_instance_id, filled_fields(view))
    if found is None:
        raise NotFound(_("%(number)s follows no process flow.") % {"number": view.case.number})
    return found
