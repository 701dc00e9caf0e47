"""People for the composer's popups."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from caseway.cases.queries import visible_cases
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.workspace.queries.people import colleagues_like, people_like, written

LONGEST_QUERY = 100


@require_GET
@agent_page("cases.work")
def case_people(request: AgentRequest, number: str) -> HttpResponse:
    """Whom one may write to, for a line of recipients."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    found = [(name, address, written(name, address)) for name, address in people_like(case, request.actor, text)]
    return render(request, "workspace/_case_people.html", {"found": found})


@require_GET
@agent_page("cases.work")
def case_colleagues(request: AgentRequest, number: str) -> HttpResponse:
    """Who can be mentioned in a note, for the composer's popup."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return render(request, "workspace/_case_colleagues.html", {"found": colleagues_like(case, request.actor, text)})
