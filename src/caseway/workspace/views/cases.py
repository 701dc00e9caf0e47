"""The list of cases: saved views as tabs, filters, sorting, and what is done to many at once."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from caseway.kernel.access import may
from caseway.kernel.conditions.editor import editor_of
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.routing.queries import visible_queues
from caseway.workspace.queries import filters, lists

COLUMNS = {"opened": "-opened", "due": "due", "message": "-message", "resolved": "-resolved", "priority": "priority"}


@require_GET
@agent_page("cases.read")
def cases(request: AgentRequest) -> HttpResponse:
    if "row" in request.GET:
        return _row(request)
    if "since" in request.GET:
        return _news(request)
    queue_ids = list(visible_queues(request.actor).values_list("pk", flat=True))
    context = {**_list(request), "queue_ids": queue_ids, "verbs": row_verbs(request)}
    request.topics = (
        *(f"case:{row.case.pk}" for row in context["found"].rows),  # type: ignore[attr-defined]
        *(f"queue:{pk}" for pk in queue_ids),
    )
    return render(request, "workspace/_case_list.html" if is_part(request) else "workspace/cases.html", context)


@require_GET
@agent_page("cases.read")
def filter_cases(request: AgentRequest) -> HttpResponse:
    """The filter of the list, as a dialog that leads back to the list."""
    asked = filters.filter_of(request.GET)
    context = {
        "view": lists.view_named(request.GET.get("view", "")),
        "sort": request.GET.get("sort", ""),
        "editor": editor_of(filters.NAME, filters.RECORD, asked.rows, choices=filters.choices(request.actor)),
        "action": reverse("workspace:cases"),
    }
    return render(request, "workspace/_cases_filter.html", context)


def _list(request: AgentRequest) -> dict[str, object]:
    asked, view = filters.filter_of(request.GET), lists.view_named(request.GET.get("view", ""))
    sort, cursor = request.GET.get("sort", ""), request.GET.get("cursor", "")
    found = lists.case_list(request.actor, view=view, narrowed=asked, sort=sort, cursor=cursor)
    narrowed = filters.query_of(asked.rows)
    return {
        "found": found,
        "asked": asked,
        "chips": [(chip, address(view.slug, sort, chip.without)) for chip in filters.chips_of(asked, request.actor)],
        "tabs": _tabs(request, view),
        "here": address(view.slug, sort, narrowed),
        "filter_url": address(view.slug, sort, narrowed, route="workspace:filter_cases"),
        "sort_urls": {name: _sort_url(found, name, narrowed) for name in COLUMNS},
        "next_url": address(view.slug, sort, narrowed, found.next) if found.next else None,
        "first_url": address(view.slug, sort, narrowed) if cursor else None,
        "loaded_at": timezone.now(),
        "links": row_links(reverse("workspace:cases")),
    }


def address(view: str, sort: str, narrowed: str = "", cursor: str = "", *, route: str = "workspace:cases") -> str:
    """The list's own address; what stands at its default is left out."""
    pairs = {"view": view if view != lists.VIEWS[0].slug else "", "sort": sort, "cursor": cursor}
    query = "&".join(part for part in (urlencode({key: one for key, one in pairs.items() if one}), narrowed) if part)
    return f"{reverse(route)}?{query}" if query else reverse(route)


def is_part(request: HttpRequest) -> bool:
    """Whether the list alone was asked for, to be put in its place."""
    return request.headers.get("HX-Target") == "list"


def moment_of(text: str) -> datetime:
    """When a page was loaded, as it says itself; now where it says nothing usable."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    return moment if moment and timezone.is_aware(moment) else timezone.now()


def row_verbs(request: AgentRequest) -> dict[str, bool]:
    """What the reader holds at some level, for the buttons at a row's end; each verb checks its own case."""
    actor = request.actor
    return {verb: may(actor, name) for verb, name in VERBS.items()}


VERBS = {
    "assign": "cases.assign",
    "work": "cases.work",
    "resolve": "cases.resolve",
    "pick": "queues.pick",
}


def row_links(listed_at: str) -> dict[str, str]:
    """The addresses in a row, made once for all rows: NUMBER stands for the number, 0 for a contact."""
    return {
        "row": f"{listed_at}?row=",
        "case": reverse("workspace:case", args=["NUMBER"]),
        "pick": reverse("cases:pick_case", args=["NUMBER"]),
        "account": reverse("workspace:account", args=["NUMBER"]),
        "contact": reverse("workspace:contact", args=[0]),
    }


def _row(request: AgentRequest) -> HttpResponse:
    number = request.GET["row"].replace("\0", "")
    context = {
        "row": lists.one_row(request.actor, number),
        "number": number,
        "links": row_links(reverse("workspace:cases")),
    }
    return render(request, "workspace/_case_row.html", context)


def _news(request: AgentRequest) -> HttpResponse:
    asked, view = filters.filter_of(request.GET), lists.view_named(request.GET.get("view", ""))
    since = moment_of(request.GET["since"])
    number = lists.newer_cases(request.actor, view=view, narrowed=asked, since=since)
    here = address(view.slug, request.GET.get("sort", ""), filters.query_of(asked.rows))
    return render(request, "workspace/_news.html", {"number": number, "here": here})


def _tabs(request: AgentRequest, current: lists.SavedView) -> list[dict[str, object]]:
    counts = lists.counts_of(request.actor)
    return [
        {
            "label": view.label,
            "url": address(view.slug, ""),
            "current": view == current,
            "count": counts.get(view.slug),
        }
        for view in lists.VIEWS
    ]


def _sort_url(found: lists.CaseList, name: str, narrowed: str) -> str | None:
    """Turns the order round where the list is sorted by this column already."""
    natural = COLUMNS[name]
    other = natural.removeprefix("-") if natural.startswith("-") else f"-{natural}"
    wanted = other if found.sort == natural and other in found.view.sorts else natural
    return address(found.view.slug, wanted, narrowed) if wanted in found.view.sorts else None
