"""Following a case, and letting a sender's pictures in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.cases.queries import visible_cases
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.workspace import commands
from caseway.workspace.queries.mail import readable_messages


@require_POST
@agent_page("cases.read")
def follow_case(request: AgentRequest, number: str) -> HttpResponse:
    """`is_following=no` stops it."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    is_following = request.POST.get("is_following", "yes") == "yes"
    commands.follow_case(case, actor=request.actor, is_following=is_following)
    text = _("You follow %(number)s.") if is_following else _("You no longer follow %(number)s.")
    return done(request, text % {"number": number}, to=reverse("workspace:case", args=[number]))


@require_POST
@agent_page("cases.read")
def trust_sender(request: AgentRequest, pk: int) -> HttpResponse:
    """Whoever sent this message may show pictures from elsewhere from now on."""
    message = get_object_or_404(readable_messages(request.actor).select_related("conversation"), pk=pk)
    commands.trust_sender(message.from_email, actor=request.actor)
    text = _("Pictures of %(address)s are loaded from now on.") % {"address": message.from_email}
    return done(request, text, to=reverse("workspace:message_html", args=[pk]))
