"""The flows in the order they are tried, the page of each, and its verbs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.flows import commands
from caseway.flows.forms import FlowForm
from caseway.flows.models import Flow
from caseway.flows.queries import configured_flows, fields_for, standing_in
from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done


@require_GET
@agent_page("settings.manage")
def flows(request: AgentRequest) -> HttpResponse:
    return render(request, "flows/flows.html", {"flows": configured_flows(request.actor)})


@require_GET
@agent_page("settings.manage")
def flow(request: AgentRequest, pk: int) -> HttpResponse:
    found = flow_of(request, pk)
    context = {"flow": found, "standing": standing_in(found), "fields": fields_for(found.kind)}
    return render(request, "flows/flow.html", context)


@agent_page("settings.manage")
def create_flow(request: AgentRequest) -> HttpResponse:
    form = FlowForm(request.POST or None)

    def save() -> Flow:
        return commands.create_flow(form.details(), actor=request.actor)

    return carry_out(request, _dialog(_("New process flow")), form, save, then=address_of)


@agent_page("settings.manage")
def change_flow(request: AgentRequest, pk: int) -> HttpResponse:
    found = flow_of(request, pk)
    form = FlowForm(request.POST or None, flow=found)
    dialog = Dialog(
        heading=found.name,
        back=address_of(found),
        back_title=found.name,
        delete_url=reverse("flows:delete_flow", args=[pk]),
    )

    def save() -> Flow:
        return commands.change_flow(found, form.details(), actor=request.actor)

    return carry_out(request, dialog, form, save)


@agent_page("settings.manage")
def delete_flow(request: AgentRequest, pk: int) -> HttpResponse:
    found = flow_of(request, pk)

    def delete() -> None:
        commands.delete_flow(found, actor=request.actor)

    return confirm_deletion(request, found, delete, _dialog(found.name), leaves=True)


@require_POST
@agent_page("settings.manage")
def activate_flow(request: AgentRequest, pk: int) -> HttpResponse:
    changed = commands.activate_flow(flow_of(request, pk), actor=request.actor)
    return done(request, _("%s is active.") % changed, to=address_of(changed))


@require_POST
@agent_page("settings.manage")
def deactivate_flow(request: AgentRequest, pk: int) -> HttpResponse:
    changed = commands.deactivate_flow(flow_of(request, pk), actor=request.actor)
    return done(request, _("%s guides no new cases.") % changed, to=address_of(changed))


@require_POST
@agent_page("settings.manage")
def move_flow(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    commands.move_flow(flow_of(request, pk), by=-1 if way == "up" else 1, actor=request.actor)
    return done(request, _("The order is changed."), to=reverse("flows:flows"))


def flow_of(request: AgentRequest, pk: int) -> Flow:
    return get_object_or_404(configured_flows(request.actor), pk=pk)


def address_of(flow: Flow) -> str:
    return reverse("flows:flow", args=[flow.pk])


def _dialog(heading: str) -> Dialog:
    return Dialog(heading=heading, back=reverse("flows:flows"), back_title=_("Process flows"))
