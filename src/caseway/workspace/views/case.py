"""The case page, and the fragments of it that are fetched again when something changed."""

import re
from datetime import datetime, timedelta
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from caseway.cases.queries import readable_messages
from caseway.engagement.models import Message
from caseway.engagement.rules import reply_subject
from caseway.kernel.access import may
from caseway.kernel.errors import Invalid
from caseway.kernel.html import clean_html, linked
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.workspace.queries.case import CaseView, case_rows, view_of
from caseway.workspace.queries.composer import composer_context
from caseway.workspace.queries.invitations import event_in
from caseway.workspace.queries.names import agent_names
from caseway.workspace.queries.remarks import remarks_of
from caseway.workspace.queries.timeline import CaseTimeline, is_formatted, timeline_page
from caseway.workspace.rules import with_addresses
from caseway.workspace.views.pane import panel_context

A_MOMENT = timedelta(microseconds=1)
FILTERS = [
    ("all", gettext_lazy("All")),
    ("public", gettext_lazy("Public")),
    ("notes", gettext_lazy("Notes")),
    ("mails", gettext_lazy("Mails")),
    ("calls", gettext_lazy("Calls")),
    ("events", gettext_lazy("Events")),
]


@require_GET
@agent_page("cases.read")
def case(request: AgentRequest, number: str) -> HttpResponse:
    view = visible_case(request, number)
    request.topics = (f"case:{view.case.pk}",)
    context = {
        **header_context(request, view),
        **timeline_context(request, view),
        **panel_context(request, view, "customer"),
        **composer_context(view, request.actor, request.GET.get("write", ""), request.GET.get("message", "")),
    }
    return render(request, "workspace/case.html", context)


@require_GET
@agent_page("cases.read")
def case_header(request: AgentRequest, number: str) -> HttpResponse:
    view = visible_case(request, number)
    return render(request, "workspace/_case_header.html", header_context(request, view))


@require_GET
@agent_page("cases.read")
def case_timeline(request: AgentRequest, number: str) -> HttpResponse:
    view = visible_case(request, number)
    template = "workspace/_case_earlier.html" if "before" in request.GET else "workspace/_case_timeline.html"
    return render(request, template, timeline_context(request, view))


def visible_case(request: AgentRequest, number: str) -> CaseView:
    """The case as its page shows it, if this agent may read it; otherwise there is none."""
    return view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)


def header_context(request: AgentRequest, view: CaseView) -> dict[str, object]:
    clocks = [clock for clock in view.clocks if clock.face != "cancelled"]
    context = {"view": view, "case": view.case, "clocks": clocks, "may_pick": may(request.actor, "queues.pick")}
    return context | {"dialog": partial(_in_dialog, view.case.number)}


def timeline_context(request: AgentRequest, view: CaseView) -> dict[str, object]:
    shown, before = request.GET.get("show", "all"), _moment(request.GET.get("before", ""))
    timeline = timeline_page(view, request.actor, shown=shown, before=before)
    wanted = request.GET.get("message", "")
    if wanted.isdecimal() and not any(_is_message(item.subject, item.kind, wanted) for item in timeline.items):
        timeline = _older_part(request, view, int(wanted)) or timeline
    context = {"view": view, "case": view.case, "timeline": timeline, "filters": FILTERS}
    marks = {"is_formatted": is_formatted, "own_html": own_html, "linked": linked, "note_html": note_html}
    marks |= {"remarks_of": remarks_of, "event_in": event_in}
    return context | marks | {"usual_subject": reply_subject(view.case.title), "reply_subject": reply_subject}


def _in_dialog(number: str, route: str, *args: str) -> dict[str, str]:
    """The attributes that open a verb of this case in the dialog."""
    return {"hx_get": reverse(route, args=[number, *args]), "hx_target": "#dialog", "hx_swap": "innerHTML"}


def own_html(message: Message) -> SafeString:
    """What our own people wrote, as marks the page may hold, with its pictures."""
    pictures = {
        file.content_id.strip("<>"): reverse("workspace:attachment", args=[file.pk])
        for file in (message.attachments.all() if message.has_attachments else ())
        if file.content_id
    }
    return mark_safe(with_addresses(clean_html(message.html), pictures))  # noqa: S308  sanitised here and now


def note_html(text: str) -> SafeString:
    """A note's text, escaped, with its links and the people it mentions."""
    html = linked(text)
    if "@" not in text:
        return html
    names = (escape(name) for name in sorted(agent_names().values(), key=len, reverse=True) if name)
    pattern = re.compile("@(" + "|".join(re.escape(name) for name in names) + r")\b")
    return mark_safe(pattern.sub(r'<span class="mention">@\1</span>', html.replace("\N{NO-BREAK SPACE}", " ")))  # noqa: S308  escaped above


def _is_message(subject: object, kind: str, wanted: str) -> bool:
    return kind == "message" and str(getattr(subject, "pk", "")) == wanted


def _older_part(request: AgentRequest, view: CaseView, message_id: int) -> CaseTimeline | None:
    """The part of the timeline that ends with a message further back, if it is one of this case."""
    ours = readable_messages(request.actor).filter(conversation__reference=view.case.number)
    message = ours.filter(pk=message_id).only("at").first()
    if message is None:
        return None
    return timeline_page(view, request.actor, before=message.at + A_MOMENT, is_older_part=True)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise Invalid(_("This is no place on the timeline: open the case again."), fields={"before": "unknown"})
    return moment
