"""Quick replies: the list, a page to write one with its preview, and deleting."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.kernel.access import may
from caseway.kernel.crud.dialogs import Dialog, confirm_deletion, saved
from caseway.kernel.html import clean_html
from caseway.kernel.pages import AgentRequest, agent_page, go
from caseway.operations import commands
from caseway.operations.commands.quick_replies import SHARED
from caseway.operations.forms import QuickReplyForm
from caseway.operations.forms.quick_replies import VARIABLES
from caseway.operations.models import QuickReply
from caseway.operations.queries.settings import visible_quick_replies
from caseway.operations.rules.templates import TemplateError
from caseway.operations.rules.templates import render as fill_in

SAMPLE = {
    "case": {"number": "CAS-1042", "title": "Brewer leaks since Monday"},
    "contact": {"name": "Maria Gomez", "first_name": "Maria"},
    "account": {"name": "Lumen Labs"},
    "agent": {"name": "Ana Ferro", "first_name": "Ana"},
}


@require_GET
@agent_page("cases.work")
def quick_replies(request: AgentRequest) -> HttpResponse:
    """One's own first, then those for everybody."""
    rows = visible_quick_replies(request.actor).order_by("owner_id", "name", "id")
    may_share = may(request.actor, SHARED)
    return render(request, "operations/quick_replies.html", {"rows": rows, "may_share": may_share})


@agent_page("cases.work")
def create_quick_reply(request: AgentRequest) -> HttpResponse:
    may_share = may(request.actor, SHARED)
    form = QuickReplyForm(request.POST or None, may_share=may_share, initial={"is_shared": may_share})
    if saved(form, lambda: commands.create_quick_reply(form.words(), actor=request.actor)):
        return go(request, reverse("operations:quick_replies"))
    return _write(request, form, None)


@agent_page("cases.work")
def change_quick_reply(request: AgentRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    may_share = may(request.actor, SHARED)
    form = QuickReplyForm(request.POST or None, may_share=may_share, initial=QuickReplyForm.initial_of(reply))
    if saved(form, lambda: commands.change_quick_reply(reply, form.words(), actor=request.actor)):
        return go(request, reverse("operations:quick_replies"))
    return _write(request, form, reply)


@agent_page("cases.work")
def delete_quick_reply(request: AgentRequest, pk: int) -> HttpResponse:
    reply, back = _reply(request, pk), reverse("operations:quick_replies")
    dialog = Dialog(heading=str(reply), back=back, back_title=_("Quick replies"))

    def delete() -> None:
        commands.delete_quick_reply(reply, actor=request.actor)

    return confirm_deletion(request, reply, delete, dialog, leaves=True)


@require_POST
@agent_page("cases.work")
def preview_quick_reply(request: AgentRequest) -> HttpResponse:
    """The text filled in for a made-up case, or what is wrong with it."""
    try:
        html, fault = clean_html(fill_in(request.POST.get("body", "")[:100_000], SAMPLE, html=True)), ""
    except TemplateError as error:
        html, fault = "", str(error)
    return render(request, "operations/_quick_reply_preview.html", {"html": html, "fault": fault})


def _reply(request: AgentRequest, pk: int) -> QuickReply:
    return get_object_or_404(visible_quick_replies(request.actor), pk=pk)


def _write(request: AgentRequest, form: QuickReplyForm, reply: QuickReply | None) -> HttpResponse:
    context = {"form": form, "reply": reply, "variables": VARIABLES}
    return render(request, "operations/quick_reply.html", context, status=422 if form.errors else 200)
