"""The steps of a stage, each in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.flows import commands
from caseway.flows.forms import StepForm
from caseway.flows.models import Step
from caseway.flows.queries import configured_steps
from caseway.flows.views.flows import address_of
from caseway.flows.views.stages import dialog_in, stage_of
from caseway.kernel.crud.dialogs import carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done


@agent_page("settings.manage")
def add_step(request: AgentRequest, pk: int) -> HttpResponse:
    stage = stage_of(request, pk)
    form = StepForm(request.POST or None, kind=stage.flow.kind)

    def save() -> Step:
        return commands.add_step(stage, form.details(), actor=request.actor)

    return carry_out(request, dialog_in(stage.flow, _("New step of %(stage)s") % {"stage": stage}), form, save)


@agent_page("settings.manage")
def change_step(request: AgentRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    form = StepForm(request.POST or None, kind=step.stage.flow.kind, step=step)
    dialog = dialog_in(step.stage.flow, step.label, reverse("flows:remove_step", args=[pk]))

    def save() -> Step:
        return commands.change_step(step, form.details(), actor=request.actor)

    return carry_out(request, dialog, form, save)


@agent_page("settings.manage")
def remove_step(request: AgentRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)

    def delete() -> None:
        commands.remove_step(step, actor=request.actor)

    return confirm_deletion(request, step, delete, dialog_in(step.stage.flow, step.label))


@require_POST
@agent_page("settings.manage")
def move_step(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    step = _step(request, pk)
    commands.move_step(step, by=-1 if way == "up" else 1, actor=request.actor)
    return done(request, _("The order is changed."), to=address_of(step.stage.flow))


def _step(request: AgentRequest, pk: int) -> Step:
    return get_object_or_404(configured_steps(request.actor), pk=pk)
