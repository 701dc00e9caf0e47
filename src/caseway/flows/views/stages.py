"""The stages of a flow, each in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.flows import commands
from caseway.flows.forms import StageForm
from caseway.flows.models import Flow, Stage
from caseway.flows.queries import configured_stages
from caseway.flows.views.flows import address_of, flow_of
from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done


@agent_page("settings.manage")
def add_stage(request: AgentRequest, pk: int) -> HttpResponse:
    flow = flow_of(request, pk)
    form = StageForm(request.POST or None)

    def save() -> Stage:
        return commands.add_stage(flow, **form.cleaned_data, actor=request.actor)

    return carry_out(request, dialog_in(flow, _("New stage")), form, save)


@agent_page("settings.manage")
def rename_stage(request: AgentRequest, pk: int) -> HttpResponse:
    stage = stage_of(request, pk)
    form = StageForm(request.POST or None, stage=stage)
    dialog = dialog_in(stage.flow, stage.name, reverse("flows:remove_stage", args=[pk]))

    def save() -> Stage:
        return commands.rename_stage(stage, **form.cleaned_data, actor=request.actor)

    return carry_out(request, dialog, form, save)


@agent_page("settings.manage")
def remove_stage(request: AgentRequest, pk: int) -> HttpResponse:
    stage = stage_of(request, pk)

    def delete() -> None:
        commands.remove_stage(stage, actor=request.actor)

    return confirm_deletion(request, stage, delete, dialog_in(stage.flow, stage.name))


@require_POST
@agent_page("settings.manage")
def move_stage(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    stage = stage_of(request, pk)
    commands.move_stage(stage, by=-1 if way == "up" else 1, actor=request.actor)
    return done(request, _("The order is changed."), to=address_of(stage.flow))


def stage_of(request: AgentRequest, pk: int) -> Stage:
    return get_object_or_404(configured_stages(request.actor), pk=pk)


def dialog_in(flow: Flow, heading: str, delete_url: str = "") -> Dialog:
    return Dialog(heading=heading, back=address_of(flow), back_title=flow.name, delete_url=delete_url)
