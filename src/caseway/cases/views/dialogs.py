"""Verbs that ask something first: a form in a dialog, or on a page of its own without JavaScript."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.cases import commands, queries
from caseway.cases.forms import (
    ActivityForm,
    AssignForm,
    PriorityForm,
    ReasonForm,
    ResolveCaseForm,
    RouteForm,
)
from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.kernel.pages import AgentRequest, Question, agent_page, ask, done


@agent_page("cases.resolve")
def resolve_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    open_ones, minutes = queries.open_activities(case), queries.minutes_worked(case)
    form = ResolveCaseForm(request.POST or None, open_activities=len(open_ones), total_minutes=minutes)
    if form.is_valid():
        commands.resolve_case(case, actor=request.actor, resolution=form.as_resolution())
        return finish(request, case, _("%(number)s is resolved."))
    question = Question(
        title=_("Resolve %(number)s") % {"number": case.number},
        submit=_("Resolve"),
        back=page_of(case),
        fields="cases/_resolving.html",
    )
    return ask(request, form, question, open_activities=open_ones, total_minutes=minutes)


@agent_page("cases.resolve")
def cancel_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = ReasonForm(request.POST or None, state=State.CANCELED)
    if form.is_valid():
        commands.cancel_case(case, actor=request.actor, **form.cleaned_data)
        return finish(request, case, _("%(number)s is canceled."))
    return ask_of(request, case, form, _("Cancel %(number)s"), _("Cancel case"), kind="danger")


@agent_page("cases.resolve")
def reactivate_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = ReasonForm(request.POST or None, state=State.ACTIVE)
    if form.is_valid():
        commands.reactivate_case(case, actor=request.actor, **form.cleaned_data)
        return finish(request, case, _("%(number)s is active again."))
    return ask_of(request, case, form, _("Reactivate %(number)s"), _("Reactivate"))


@agent_page("cases.work")
def change_status(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = ReasonForm(request.POST or None, state=State.ACTIVE, initial={"status_reason": case.status_reason_id})
    if form.is_valid():
        commands.change_status(case, actor=request.actor, **form.cleaned_data)
        return finish(request, case, _("The status of %(number)s is changed."))
    return ask_of(request, case, form, _("Status of %(number)s"), _("Change status"))


@agent_page("cases.work")
def set_priority(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = PriorityForm(request.POST or None, initial={"priority": case.priority})
    if form.is_valid():
        edit = commands.CaseEdit(priority=form.cleaned_data["priority"])
        commands.edit_case(case, actor=request.actor, edit=edit)
        return finish(request, case, _("The priority of %(number)s is changed."))
    return ask_of(request, case, form, _("Priority of %(number)s"), _("Change priority"))


@agent_page("cases.assign")
def assign_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = AssignForm(request.POST or None)
    if form.is_valid():
        commands.assign_case(case, actor=request.actor, **form.cleaned_data)
        return finish(request, case, _("%(number)s is assigned."))
    return ask_of(request, case, form, _("Assign %(number)s"), _("Assign"))


@agent_page("cases.assign")
def route_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = RouteForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        commands.route_case(case, actor=request.actor, **form.cleaned_data)
        return finish(request, case, _("%(number)s is on its way."))
    return ask_of(request, case, form, _("Route %(number)s"), _("Route"))


@agent_page("cases.work")
def add_activity(request: AgentRequest, number: str, kind: str) -> HttpResponse:
    case = visible_case(request, number)
    form = ActivityForm(request.POST or None, initial={"kind": kind, "is_done": kind == "phone_call"})
    if form.is_valid():
        commands.add_activity(case, actor=request.actor, new=form.activity())
        return finish(request, case, _("Added to %(number)s."))
    return ask_of(request, case, form, _("Add to %(number)s"), _("Add"))


def visible_case(request: AgentRequest, number: str) -> Case:
    """The case, if this agent may read it; otherwise there is none."""
    return get_object_or_404(queries.visible_cases(request.actor), number=number)


def page_of(case: Case) -> str:
    return reverse("workspace:case", args=[case.number])


def finish(request: AgentRequest, case: Case, text: str) -> HttpResponse:
    return done(request, text % {"number": case.number}, to=page_of(case))


def ask_of(
    request: AgentRequest, case: Case, form: forms.Form, title: str, submit: str, *, kind: str = "primary"
) -> HttpResponse:
    """One question about a case."""
    question = Question(title=title % {"number": case.number}, submit=submit, back=page_of(case), kind=kind)
    return ask(request, form, question)
