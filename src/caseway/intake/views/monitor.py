"""What may be done about a message that became no case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.intake import commands
from caseway.intake.queries import visible_log
from caseway.kernel.pages import AgentRequest, agent_page, done


@require_POST
@agent_page("intake.read")
def open_by_hand(request: AgentRequest, pk: int) -> HttpResponse:
    log = get_object_or_404(visible_log(request.actor), pk=pk)
    case = commands.open_by_hand(log, actor=request.actor)
    return done(request, _("%(number)s is open.") % {"number": case.number}, to=reverse("workspace:intake_monitor"))
