"""The panels beside a case: the customer, the process flow, other cases, and why it is here."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases.queries import similar_cases
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import balance_of
from caseway.flows.queries import flow_view
from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.workspace import commands
from caseway.workspace.queries.case import CaseView, case_rows, filled_fields, view_of
from caseway.workspace.queries.composer import composer_context
from caseway.workspace.queries.why import why_of

MOST_RELATED = 6
Context = dict[str, object]


@require_GET
@agent_page("cases.read")
def case_pane(request: AgentRequest, number: str) -> HttpResponse:
    """One panel (`?panel=customer`), or those that the page leaves for later."""
    view = view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)
    panel = request.GET.get("panel", "later")
    if panel not in PANELS:
        raise Http404(panel)
    return render(request, f"workspace/_case_{panel}.html", panel_context(request, view, panel))


@require_POST
@agent_page("cases.work")
def move_flow(request: AgentRequest, number: str, verb: str) -> HttpResponse:
    view = view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)
    commands.move_flow(view.case, actor=request.actor, verb=verb, filled=filled_fields(view))
    return _flow_changed(request, view)


@require_POST
@agent_page("cases.work")
def mark_step(request: AgentRequest, number: str, step: int) -> HttpResponse:
    view = view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)
    is_done = request.POST.get("is_done", "yes") == "yes"
    commands.mark_flow_step(view.case, actor=request.actor, step_id=step, is_done=is_done)
    return _flow_changed(request, view)


def panel_context(request: AgentRequest, view: CaseView, panel: str) -> Context:
    return {"view": view, "case": view.case, **PANELS[panel](request, view)}


def _customer(request: AgentRequest, view: CaseView) -> Context:
    contract = view.case.entitlement if may(request.actor, "entitlements.read") else None
    balance = balance_of(contract) if contract else None
    may_write = may(request.actor, "customers.write")
    return {"contract": contract, "balance": balance, "next_left": _next_left(view), "may_write": may_write}


def _next_left(view: CaseView) -> int | None:
    """What a contract by cases will have left once this case is resolved, if that is when it counts."""
    contract = view.case.entitlement
    if contract is None or not view.case.is_active or not view.case.decrements_entitlement:
        return None
    is_counted = (contract.allocation, contract.decrease_on) == (
        Entitlement.Allocation.CASES,
        Entitlement.DecreaseOn.RESOLUTION,
    )
    return contract.remaining - 1 if is_counted else None


def _later(request: AgentRequest, view: CaseView) -> Context:
    related = list(similar_cases(view.case, request.actor)[: MOST_RELATED + 1])
    return {"related": related[:MOST_RELATED], "has_more": len(related) > MOST_RELATED, **_flow(request, view)}


def _flow(_request: AgentRequest, view: CaseView) -> Context:
    return {"flow": flow_view(view.case.flow_instance_id, filled_fields(view))}


def _composer(request: AgentRequest, view: CaseView) -> Context:
    return composer_context(view, request.actor, request.GET.get("write", ""), request.GET.get("message", ""))


def _sheet(request: AgentRequest, view: CaseView) -> Context:
    """A sheet of the composer that the page left for later."""
    if not (view.case.is_active and view.may("work")):
        raise Http404
    return composer_context(view, request.actor, request.GET["panel"], request.GET.get("message", ""))


def _why(_request: AgentRequest, view: CaseView) -> Context:
    return {"why": why_of(view)}


PANELS: dict[str, Callable[[AgentRequest, CaseView], Context]] = {
    "customer": _customer,
    "later": _later,
    "flow": _flow,
    "composer": _composer,
    "new": _sheet,
    "forward": _sheet,
    "why": _why,
}


def _flow_changed(request: AgentRequest, view: CaseView) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return done(request, _("Done."), to=reverse("workspace:case", args=[view.case.number]))
    fresh = view_of(case_rows(request.actor).get(pk=view.case.pk), request.actor)
    return render(request, "workspace/_case_flow.html", panel_context(request, fresh, "flow"))
