"""Editing a case's fields. What somebody else changed meanwhile is shown beside one's own, never overwritten."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from caseway.cases import commands
from caseway.cases.forms import EditCaseForm
from caseway.cases.views.dialogs import finish, page_of, visible_case
from caseway.kernel.pages import AgentRequest, Question, agent_page, ask


@agent_page("cases.work")
def edit_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    form = EditCaseForm(request.POST or None, initial=EditCaseForm.initial_of(case))
    words = {"submit": _("Save"), "back": page_of(case), "title": _("Edit %(number)s") % {"number": case.number}}
    if not form.is_valid():
        return ask(request, form, Question(**words, fields="cases/_editing.html"))
    if differences := form.differences(case):
        question = Question(**words, fields="cases/_settling.html")
        response = ask(request, form, question, differences=differences)
        response.status_code = 422
        return response
    commands.edit_case(case, actor=request.actor, edit=form.edit(case.version))
    return finish(request, case, _("%(number)s is saved."))
