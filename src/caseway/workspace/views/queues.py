"""Queues, what waits in them, and taking work out of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.cases.queries.cases import pickable_cases
from caseway.kernel.errors import NotFound
from caseway.kernel.pages import AgentRequest, agent_page, done, go
from caseway.routing.commands import WorkTaken
from caseway.routing.models import Queue
from caseway.routing.queries import may_work, open_counts, visible_queues
from caseway.workspace.queries import work
from caseway.workspace.views.cases import is_part, moment_of, row_links, row_verbs

TRIES = 5


@require_GET
@agent_page("queues.read")
def queues(request: AgentRequest) -> HttpResponse:
    counts = open_counts(request.actor)
    request.topics = tuple(f"queue:{count.queue.pk}" for count in counts)
    mine = work.my_queue_ids(request.actor)
    template = "workspace/_queues.html" if is_part(request) else "workspace/queues.html"
    return render(request, template, {"counts": counts, "mine": mine, "topics": request.topics})


@require_GET
@agent_page("queues.read")
def queue(request: AgentRequest, slug: str) -> HttpResponse:
    found = _queue(request, slug)
    if "row" in request.GET:
        return _row(request, found)
    if "since" in request.GET:
        number = work.newer_items(found, request.actor, since=moment_of(request.GET["since"]))
        return render(request, "workspace/_news.html", {"number": number, "here": _address(found, request)})
    context = _items(request, found)
    return render(request, "workspace/_queue_items.html" if is_part(request) else "workspace/queue.html", context)


@require_POST
@agent_page("queues.pick")
def pick_next(request: AgentRequest, slug: str) -> HttpResponse:
    """Take the most urgent case nobody has. Where a colleague is quicker, the one after it."""
    for item in work.best_items(_queue(request, slug), request.actor)[:TRIES]:
        case = pickable_cases(request.actor).filter(number=item.reference).first()
        if case and _picked(case, request):
            return go(request, reverse("workspace:case", args=[case.number]))
    raise NotFound(_("Nothing waits here now. Look into another queue, or come back in a while."))


@require_POST
@agent_page("cases.assign")
def remove_item(request: AgentRequest, slug: str, number: str) -> HttpResponse:
    """Take a case out of the queue; who is responsible stays."""
    found = _queue(request, slug)
    cases = pickable_cases(request.actor).filter(work_item__queue=found)
    case = get_object_or_404(cases, number=number.replace("\0", ""))
    commands.remove_from_queue(case, actor=request.actor)
    text = _("%(number)s is out of %(queue)s.") % {"number": number, "queue": found.name}
    return done(request, text, to=_address(found, request))


def _queue(request: AgentRequest, slug: str) -> Queue:
    return get_object_or_404(visible_queues(request.actor).select_related("owner_team", "owner_agent"), slug=slug)


def _items(request: AgentRequest, found: Queue) -> dict[str, object]:
    shown, cursor = request.GET.get("show", ""), request.GET.get("cursor", "")
    page = work.queue_page(found, request.actor, cursor=cursor, shown=shown)
    request.topics = (f"queue:{found.pk}", *(f"case:{row.case.pk}" for row in page.rows if row.case))
    return {
        "queue": found,
        "page": page,
        "shown": shown,
        "tabs": [
            {"label": label, "url": _address(found, request, show=name), "current": shown == name}
            for name, label in (("", _("All")), ("waiting", _("Waiting")), ("taken", _("Being worked on")))
        ],
        "here": _address(found, request),
        "next_url": _address(found, request, cursor=page.next) if page.next else None,
        "first_url": _address(found, request) if cursor else None,
        "loaded_at": timezone.now(),
        "links": row_links(reverse("workspace:queue", args=[found.slug])),
        "verbs": _verbs(request, found),
    }


def _address(found: Queue, request: AgentRequest, *, show: str | None = None, cursor: str = "") -> str:
    pairs = {"show": request.GET.get("show", "") if show is None else show, "cursor": cursor}
    query = urlencode({name: value for name, value in pairs.items() if value})
    path = reverse("workspace:queue", args=[found.slug])
    return f"{path}?{query}" if query else path


def _verbs(request: AgentRequest, found: Queue) -> dict[str, bool]:
    verbs = row_verbs(request)
    return verbs | {"pick": verbs["pick"] and may_work(request.actor, found)}


def _row(request: AgentRequest, found: Queue) -> HttpResponse:
    number = request.GET["row"].replace("\0", "")
    row = work.queue_row(found, request.actor, number)
    links = row_links(reverse("workspace:queue", args=[found.slug]))
    context = {"row": row, "number": number, "links": links, "verbs": _verbs(request, found)}
    return render(request, "workspace/_queue_row.html", context)


def _picked(case: Case, request: AgentRequest) -> bool:
    try:
        commands.pick_case(case, actor=request.actor)
    except WorkTaken:
        return False
    return True
