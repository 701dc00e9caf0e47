"""The status reasons, by state, each in a dialog."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases import commands, queries
from caseway.cases.forms import NewStatusReasonForm, StatusReasonForm
from caseway.cases.models import StatusReason
from caseway.cases.models.cases import State
from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.kernel.versions import version_of

Verb = Callable[..., StatusReason]


@require_GET
@agent_page("settings.manage")
def status_reasons(request: AgentRequest) -> HttpResponse:
    rows = list(queries.visible_reasons(request.actor))
    groups = [(state, [row for row in rows if row.state == state]) for state in State]
    return render(request, "cases/status_reasons.html", {"groups": groups})


@agent_page("settings.manage")
def add_status_reason(request: AgentRequest) -> HttpResponse:
    form = NewStatusReasonForm(request.POST or None)

    def save() -> StatusReason:
        code, state = form.cleaned_data["code"], form.cleaned_data["state"]
        return commands.add_status_reason(code=code, state=state, details=form.details(), actor=request.actor)

    return carry_out(request, _dialog(_("New status reason")), form, save)


@agent_page("settings.manage")
def change_status_reason(request: AgentRequest, pk: int) -> HttpResponse:
    reason = _reason(request, pk)
    form = StatusReasonForm(request.POST or None, reason=reason)
    stays = reason.is_standard or reason.is_default

    def save() -> StatusReason:
        return commands.change_status_reason(reason, form.details(), actor=request.actor)

    delete_url = "" if stays else reverse("cases:delete_status_reason", args=[pk])
    return carry_out(request, _dialog(reason.label, delete_url, version_of(reason)), form, save)


@agent_page("settings.manage")
def delete_status_reason(request: AgentRequest, pk: int) -> HttpResponse:
    reason = _reason(request, pk)

    def delete() -> None:
        commands.delete_status_reason(reason, actor=request.actor)

    return confirm_deletion(request, reason, delete, _dialog(reason.label))


@require_POST
@agent_page("settings.manage")
def make_default_status_reason(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.make_default_status_reason, _("%s is the default."))


@require_POST
@agent_page("settings.manage")
def deactivate_status_reason(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.deactivate_status_reason, _("%s is offered no more."))


@require_POST
@agent_page("settings.manage")
def activate_status_reason(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.activate_status_reason, _("%s is offered again."))


@require_POST
@agent_page("settings.manage")
def move_status_reason(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    commands.move_status_reason(_reason(request, pk), by=-1 if way == "up" else 1, actor=request.actor)
    return done(request, _("The order is changed."), to=reverse("cases:status_reasons"))


def _reason(request: AgentRequest, pk: int) -> StatusReason:
    return get_object_or_404(queries.visible_reasons(request.actor), pk=pk)


def _dialog(heading: str, delete_url: str = "", seen: str = "") -> Dialog:
    back = reverse("cases:status_reasons")
    return Dialog(heading=heading, back=back, back_title=_("Status reasons"), delete_url=delete_url, seen=seen)


def _carry_out(request: AgentRequest, pk: int, verb: Verb, said: str) -> HttpResponse:
    changed = verb(_reason(request, pk), actor=request.actor)
    return done(request, said % changed, to=reverse("cases:status_reasons"))
