"""What is done to many cases at once: each its own command and transaction, so that one refusal stops no other."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseway.cases import commands
from caseway.cases.forms import AssignForm, PriorityForm
from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.pages import AgentRequest, Question, agent_page, ask, done

MOST = 200


@agent_page("cases.assign")
def assign_cases(request: AgentRequest) -> HttpResponse:
    form = AssignForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Assign %(count)s"), _("Assign"))
    agent = form.cleaned_data["agent"]
    return _each(request, lambda case: commands.assign_case(case, agent=agent, actor=request.actor))


@agent_page("cases.work")
def set_priorities(request: AgentRequest) -> HttpResponse:
    form = PriorityForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Priority of %(count)s"), _("Change priority"))
    edit = commands.CaseEdit(priority=form.cleaned_data["priority"])
    return _each(request, lambda case: commands.edit_case(case, actor=request.actor, edit=edit))


def _each(request: AgentRequest, verb: Callable[[Case], Case]) -> HttpResponse:
    changed, refused = 0, list[str]()
    for case in visible_cases(request.actor).filter(number__in=_selected(request)).order_by("id"):
        try:
            verb(case)
            changed += 1
        except DomainError as error:
            refused.append(f"{case.number}: {error}")
    if not changed:
        raise Invalid(" ".join(refused[:3]) or _("None of these cases is in your reach."))
    text = ngettext("%(count)d case is changed.", "%(count)d cases are changed.", changed) % {"count": changed}
    return done(request, " ".join([text, *refused[:3]]), to=reverse("workspace:cases"))


def _ask(request: AgentRequest, form: forms.Form, title: str, submit: str) -> HttpResponse:
    numbers = _selected(request)
    count = ngettext("%(count)d case", "%(count)d cases", len(numbers)) % {"count": len(numbers)}
    question = Question(
        title=title % {"count": count}, submit=submit, back=reverse("workspace:cases"), fields="cases/_selected.html"
    )
    return ask(request, form, question, numbers=numbers)


def _selected(request: AgentRequest) -> list[str]:
    numbers = list(dict.fromkeys((request.POST or request.GET).getlist("selected")))
    if not numbers:
        raise Invalid(_("Select at least one case first."))
    if len(numbers) > MOST:
        raise Invalid(_("Select at most %(most)s cases at a time.") % {"most": MOST})
    return [number.replace("\0", "") for number in numbers]
