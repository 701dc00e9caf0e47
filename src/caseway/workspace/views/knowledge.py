"""Knowledge beside a case: search, put an article into the answer, send or link it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases import commands
from caseway.cases.queries import visible_cases
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.knowledge.queries import visible_articles
from caseway.workspace.queries.knowledge import help_for

LONGEST_QUERY = 200


@require_GET
@agent_page("cases.read")
def case_knowledge(request: AgentRequest, number: str) -> HttpResponse:
    """Articles for `?q=`, for the panel; `?as=insert` for the composer, as things to insert."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    is_insert = request.GET.get("as") == "insert"
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    found = help_for(case, request.actor, text or (case.title if is_insert else ""))
    template = "workspace/_case_insert.html" if is_insert else "workspace/_case_articles.html"
    return render(request, template, {"case": case, "found": found, "text": text})


@require_POST
@agent_page("cases.work")
def use_article(request: AgentRequest, number: str, article: str, verb: str) -> HttpResponse:
    """Send an article to the customer, or link it to the case."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    wanted = get_object_or_404(visible_articles(request.actor), number=article)
    here = reverse("workspace:case", args=[number])
    if verb == "send":
        commands.send_article(case, wanted, actor=request.actor)
        return done(request, _("%(number)s is on its way to the customer.") % {"number": article}, to=here)
    commands.link_article(case, wanted, actor=request.actor)
    return done(request, _("%(number)s is linked to this case.") % {"number": article}, to=here)
