"""Verbs that ask nothing: one POST each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.cases import commands
from caseway.cases.queries.activities import visible_activities
from caseway.cases.queries.cases import pickable_cases
from caseway.cases.views.dialogs import finish, visible_case
from caseway.kernel.pages import AgentRequest, agent_page, done


@require_POST
@agent_page("queues.pick")
def pick_case(request: AgentRequest, number: str) -> HttpResponse:
    case = get_object_or_404(pickable_cases(request.actor), number=number)
    commands.pick_case(case, actor=request.actor)
    return finish(request, case, _("%(number)s is yours."))


@require_POST
@agent_page("cases.work")
def release_case(request: AgentRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    commands.release_case(case, actor=request.actor)
    return finish(request, case, _("%(number)s is back in its queue."))


@require_POST
@agent_page("cases.work")
def close_activity(request: AgentRequest, pk: int, outcome: str) -> HttpResponse:
    activity = get_object_or_404(visible_activities(request.actor).select_related("case"), pk=pk)
    commands.close_activity(activity, actor=request.actor, is_completed=outcome == "complete")
    return done(request, _("Done."), to=reverse("workspace:case", args=[activity.case.number]))
