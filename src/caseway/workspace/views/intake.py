"""The intake monitor: every message, what was decided about it, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.cases.queries import visible_cases
from caseway.intake.models import IntakeLog
from caseway.intake.queries import visible_log
from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.paging import page_of
from caseway.workspace.queries.places import address_of
from caseway.workspace.views.cases import is_part


@require_GET
@agent_page("intake.read")
def intake_monitor(request: AgentRequest) -> HttpResponse:
    outcome, cursor = request.GET.get("outcome", ""), request.GET.get("cursor", "")
    outcome = outcome if outcome in IntakeLog.Outcome.values else ""
    log = visible_log(request.actor).defer(
        "message__text", "message__html", "message__reply_text", "message__quoted_text"
    )
    page = page_of(log.filter(outcome=outcome) if outcome else log, order=("-id",), cursor=cursor)
    numbers = [entry.case.pk for entry in page.items if entry.case]
    context = {
        "entries": page.items,
        "reachable": set(visible_cases(request.actor).filter(pk__in=numbers).values_list("pk", flat=True)),
        "tabs": [
            {"label": label, "url": _address(value), "current": value == outcome}
            for value, label in (("", _("All")), *IntakeLog.Outcome.choices)
        ],
        "here": _address(outcome),
        "next_url": _address(outcome, page.next) if page.next else None,
        "first_url": _address(outcome) if cursor else None,
        "may_open": may(request.actor, "cases.create"),
        "rules_url": address_of("intake:rules") if may(request.actor, "settings.manage") else "",
    }
    return render(request, "workspace/_intake.html" if is_part(request) else "workspace/intake_monitor.html", context)


def _address(outcome: str, cursor: str = "") -> str:
    query = urlencode({name: value for name, value in (("outcome", outcome), ("cursor", cursor)) if value})
    path = reverse("workspace:intake_monitor")
    return f"{path}?{query}" if query else path
