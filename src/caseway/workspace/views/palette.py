"""What the command palette finds on the server, while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseway.kernel.pages import AgentRequest, agent_page
from caseway.workspace.queries.search import MOST_IN_PALETTE, search_everything

SHORTEST = 2


@require_GET
@agent_page()
def palette(request: AgentRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    groups = search_everything(request.actor, text, most=MOST_IN_PALETTE) if len(text) >= SHORTEST else []
    return render(request, "workspace/_palette.html", {"groups": groups, "q": text})
