"""Everything that can be configured, and the audit of what was changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.paging import page_of
from caseway.workspace.queries.audit import audit_lines, changes_for
from caseway.workspace.queries.places import settings_of


@require_GET
@agent_page()
def settings(request: AgentRequest) -> HttpResponse:
    groups = settings_of(request.actor)
    return render(request, "workspace/settings.html", {"groups": groups})


@require_GET
@agent_page("audit.read")
def audit(request: AgentRequest) -> HttpResponse:
    """Changes, newest first: of everything, of one kind of record, or of one record."""
    kind, pk, cursor = (request.GET.get(name, "").replace("\0", "") for name in ("kind", "pk", "cursor"))
    page = page_of(changes_for(request.actor, kind=kind, pk=pk), order=("-id",), cursor=cursor)
    query = urlencode({"kind": kind, "pk": pk}) + "&" if kind else ""
    context = {
        "lines": audit_lines(page.items),
        "kind": kind,
        "pk": pk,
        "next_url": f"?{query}cursor={page.next}" if page.next else None,
        "first_url": f"?{query}" if cursor else None,
    }
    return render(request, "workspace/audit.html", context)
