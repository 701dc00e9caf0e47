"""My day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.cases.queries import visible_mentions
from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page, wants_fragment
from caseway.workspace.queries.home import MOST, my_day
from caseway.workspace.views.cases import is_part, row_verbs

MOST_ON_PAGE = 100


@require_GET
@agent_page()
def home(request: AgentRequest) -> HttpResponse:
    day = my_day(request.actor)
    request.topics = tuple(f"queue:{pk}" for pk in day.queue_ids)
    context = {
        "day": day,
        "topics": (f"agent:{request.actor.id}", *request.topics),
        "greeting": _greeting(request.actor.name),
        "now": timezone.now(),
        "verbs": row_verbs(request),
        "sees_mail_notices": may(request.actor, "settings.manage"),
    }
    return render(request, "workspace/_home.html" if is_part(request) else "workspace/home.html", context)


@require_GET
@agent_page()
def mentions(request: AgentRequest) -> HttpResponse:
    """Notes that name the reader: those not looked at yet for the day, all of them as a page."""
    rows = visible_mentions(request.actor)
    if wants_fragment(request):
        return render(request, "workspace/_mentions.html", {"mentions": rows.filter(seen_at=None)[:MOST]})
    return render(request, "workspace/mentions.html", {"mentions": rows[:MOST_ON_PAGE]})


def _greeting(name: str) -> str:
    return _("%(name)s’s day") % {"name": name.split(maxsplit=1)[0]} if name.strip() else _("My day")
