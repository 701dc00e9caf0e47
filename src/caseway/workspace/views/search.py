"""Search over everything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseway.kernel.pages import AgentRequest, agent_page
from caseway.workspace.queries.search import KINDS, search_everything
from caseway.workspace.views.cases import is_part


@require_GET
@agent_page()
def search(request: AgentRequest) -> HttpResponse:
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    kind = kind if kind in {one.name for one in KINDS} else ""
    groups = search_everything(request.actor, text, kind=kind)
    context = {"groups": groups, "q": text.strip(), "kind": kind}
    return render(request, "workspace/_search.html" if is_part(request) else "workspace/search.html", context)
