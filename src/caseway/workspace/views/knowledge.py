"""Knowledge beside a case: search, put an article or a reply written beforehand into the answer, send or link it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases import commands
from caseway.cases.queries import visible_cases
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.knowledge.queries import visible_articles
from caseway.workspace.queries.canned import canned_replies
from caseway.workspace.queries.knowledge import help_for, insertable

LONGEST_QUERY = 200


@require_GET
@agent_page("cases.read")
def case_knowledge(request: AgentRequest, number: str) -> HttpResponse:
    """Articles for `?q=`, for the panel; `?as=insert` for the composer, as things to insert."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    if request.GET.get("as") == "insert":
        found = insertable(request.actor, text or case.title)
        return render(request, "workspace/_case_insert.html", {"found": found})
    context = {"case": case, "found": help_for(case, request.actor, text), "text": text}
    return render(request, "workspace/_case_articles.html", context)


@require_GET
@agent_page("cases.work")
def case_canned(request: AgentRequest, number: str) -> HttpResponse:
    """Quick replies and templates, for the composer's popup."""
    case = get_object_or_404(visible_cases(request.actor).select_related("contact", "account"), number=number)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return render(
        request, "workspace/_case_canned.html", {"case": case, "found": canned_replies(case, request.actor, text)}
    )


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
