"""The tabs along the top, and the token by which a page watches its records."""

import re

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from caseway.cases.queries import visible_cases
from caseway.kernel.pages import AgentRequest, agent_page, go, wants_fragment
from caseway.kernel.realtime import topic_token
from caseway.workspace import commands
from caseway.workspace.models import OpenTab
from caseway.workspace.queries import console_of
from caseway.workspace.queries.live import topics_of_page

PATH = re.compile(r"^https?://[^/]+(/[^?#]*)")


@require_POST
@agent_page("cases.read")
def open_tab(request: AgentRequest, number: str) -> HttpResponse:
    """The case page says that it is being looked at."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    commands.open_tab(case, actor=request.actor)
    return _tabs(request, reverse("workspace:case", args=[number]))


@require_POST
@agent_page()
def close_tab(request: AgentRequest, pk: int) -> HttpResponse:
    """Close one of one's own tabs. Whoever looks at it goes on to its neighbour."""
    tab = commands.close_tab(pk, actor=request.actor)
    here = _path_of(request.headers.get("HX-Current-URL", ""))
    if tab and (here == _url(tab) or not wants_fragment(request)):
        return go(request, _neighbour(request))
    return _tabs(request, here)


@require_GET
@agent_page()
def live_token(request: AgentRequest) -> HttpResponse:
    """A fresh token for the page at `?for=`: the topics of what the reader may see there."""
    topics = topics_of_page(request.actor, request.GET.get("for", ""), request.GET.getlist("topic"))
    return JsonResponse({"token": topic_token(request.actor, topics)})


def _tabs(request: AgentRequest, path: str) -> HttpResponse:
    return render(request, "workspace/_tabs.html", {"tabs": console_of(request.actor, path=path)})


def _neighbour(request: AgentRequest) -> str:
    tabs = console_of(request.actor, path="").sessions
    return tabs[-1].url if tabs else reverse("workspace:home")


def _url(tab: OpenTab) -> str:
    return reverse("workspace:case", args=[tab.reference])


def _path_of(url: str) -> str:
    found = PATH.match(url)
    return found[1] if found else ""
