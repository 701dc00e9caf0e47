"""The composer: sending what was written, and what to do next."""

import json
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.cases.commands import Forward, NewMail, Reply
from caseway.cases.queries import messages_of_case, signature_preview, visible_cases
from caseway.cases.queries.forwarding import forwarded_text
from caseway.engagement.models import Message
from caseway.kernel.errors import Invalid
from caseway.kernel.html import clean_html, html_of
from caseway.kernel.pages import AgentRequest, agent_page, go, wants_fragment
from caseway.knowledge.queries import visible_articles
from caseway.workspace import commands
from caseway.workspace.forms.composing import ComposeForm
from caseway.workspace.queries.case import CaseView, case_rows, view_of
from caseway.workspace.queries.composer import composer_context, people_beyond
from caseway.workspace.queries.drafts import visible_drafts
from caseway.workspace.queries.names import agent_name
from caseway.workspace.queries.next import next_case, waiting_reason

MOST_ARTICLES = 10
LONGEST_UNDO, LONGEST_NUMBER = 120, 19
SELDOM = ("new", "forward")


@require_POST
@agent_page("cases.work")
def write(request: AgentRequest, number: str) -> HttpResponse:
    """Send the reply, hand a message on, or keep the note. Nothing is sent over a message the writer has not seen."""
    view = _view(request, number)
    form = ComposeForm(request.POST, MultiValueDict({"attached": request.FILES.getlist("files")}))
    if not form.is_valid():
        raise Invalid(form.problem(), fields={name: str(errors[0]) for name, errors in form.errors.items()})
    mode = form.cleaned_data["mode"]
    if mode == "note":
        text, named = form.cleaned_data["body"], form.cleaned_data["mentions"]
        mentions = [pk for pk in named if f"@{agent_name(pk)}" in text.replace("\N{NO-BREAK SPACE}", " ")]
        commands.write_note(view.case, actor=request.actor, text=text, mentions=mentions)
        return _sent(request, view, {"text": _("The note is saved."), "tone": "good"}, "")
    if mode == "forward":
        message = commands.send_forward(view.case, actor=request.actor, forward=_forward(form))
    elif mode == "new":
        message = commands.send_new(view.case, actor=request.actor, mail=_new(request, form))
    elif _is_overtaken(view, form.cleaned_data["seen"]):
        return _warn(request, view, form)
    else:
        message = commands.send_reply(view.case, actor=request.actor, reply=_reply(request, form))
    return _sent(request, view, sent_toast(message), form.cleaned_data["then"])


@require_GET
@agent_page("cases.work")
def case_forwarded(request: AgentRequest, number: str) -> HttpResponse:
    """What is handed on, `?message=` or the newest, for the composer: its beginning, and its files to choose from."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    messages = messages_of_case(case).order_by("-at", "-id")
    if "message" in request.GET:
        messages = messages.filter(pk=_number(request, "message"))
    message = messages.first()
    if message is None:
        raise Http404
    files = [file for file in message.attachments.order_by("id") if not file.is_inline]
    draft = visible_drafts(request.actor).filter(case=case, mode="forward", choices__message=message.pk).first()
    chosen = draft.choices.get("attachments") if draft else None
    context = {"message": message, "text": forwarded_text(message), "files": files, "chosen": chosen}
    return render(request, "workspace/_case_forwarded.html", context)


@require_GET
@agent_page("cases.work")
def case_signature(request: AgentRequest, number: str) -> HttpResponse:
    """What will stand below the words when they leave from `?mailbox=`."""
    get_object_or_404(visible_cases(request.actor), number=number)
    signature = signature_preview(request.actor, request.GET.get("mailbox", "")[:320])
    return render(request, "workspace/_case_signature.html", {"signature": clean_html(signature.html)})


def _number(request: AgentRequest, name: str) -> int:
    posted = request.GET.get(name, "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < LONGEST_NUMBER else 0


def sent_toast(message: Message) -> dict[str, object]:
    """What is said of a message that was sent, with the way to take it back while it waits."""
    text = _("Scheduled.") if message.is_scheduled else _("On its way.")
    toast: dict[str, object] = {"text": text, "tone": "good"}
    left = message.leaves_at - timezone.now() if message.leaves_at else timedelta()
    if left > timedelta():
        toast["undo"] = reverse("workspace:withdraw_message", args=[message.pk])
        toast["seconds"] = min(int(left.total_seconds()), LONGEST_UNDO)
    return toast


def _view(request: AgentRequest, number: str) -> CaseView:
    return view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)


def _writing(form: ComposeForm) -> dict[str, Any]:
    """What every mail from the composer has; its text is made from its HTML."""
    data = form.cleaned_data
    chosen = {name: data[name] for name in ("to", "cc", "bcc", "mailbox", "encrypt")}
    html = data["body"] if data["body"].lstrip().startswith("<") else html_of(data["body"])
    return chosen | {"text": "", "html": html, "files": form.outgoing_files(), "leaves_at": data["send_at"]}


def _reply(request: AgentRequest, form: ComposeForm) -> Reply:
    data = form.cleaned_data
    return Reply(**_writing(form), **_answering(request, form), to_all=data["to_all"], answers=data["answers"])


def _new(request: AgentRequest, form: ComposeForm) -> NewMail:
    return NewMail(**_writing(form), **_answering(request, form), subject=form.cleaned_data["subject"])


def _answering(request: AgentRequest, form: ComposeForm) -> dict[str, Any]:
    """What a mail to the customer does to the case beside: articles that went with it, the status it waits in."""
    numbers = request.POST.getlist("articles")[:MOST_ARTICLES]
    return {
        "articles": list(visible_articles(request.actor).filter(number__in=numbers)) if numbers else [],
        "status_reason": waiting_reason() if form.cleaned_data["then"] == "wait" else "",
    }


def _forward(form: ComposeForm) -> Forward:
    data = form.cleaned_data
    return Forward(**_writing(form), message=data["message"] or 0, attachments=data["attachments"])


def _is_overtaken(view: CaseView, seen: int | None) -> bool:
    """Whether the customer wrote again since the composer was opened. Who does not say what they saw is not asked."""
    return seen is not None and view.last_word is not None and view.last_word.id > seen


def _warn(request: AgentRequest, view: CaseView, form: ComposeForm) -> HttpResponse:
    """Says who wrote meanwhile, and who takes part since then and would not get this answer."""
    if not wants_fragment(request):
        name = view.last_word.name if view.last_word else ""
        raise Invalid(_("%(name)s wrote again meanwhile. Read it, then send once more.") % {"name": name})
    context = {"view": view, "case": view.case, "added": people_beyond(view, form.chosen())}
    response = render(request, "workspace/_case_overtaken.html", context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#composer-reply [data-problem]", "innerHTML"
    return response


def _sent(request: AgentRequest, view: CaseView, toast: dict[str, object], then: str) -> HttpResponse:
    """An empty composer, a reply again after what is seldom written; and what comes next: resolve, or the next case."""
    number = view.case.number
    if then == "next":
        following = next_case(request.actor, after=view.case)
        there = go(request, reverse("workspace:case", args=[following]) if following else reverse("workspace:home"))
        there["HX-Trigger"] = json.dumps({"toast": toast})
        return there
    resolve = reverse("cases:resolve_case", args=[number])
    if not wants_fragment(request):
        return redirect(resolve if then == "resolve" else reverse("workspace:case", args=[number]))
    fresh = _view(request, number)
    mode = request.POST.get("mode", "")
    context = {"view": fresh, "case": fresh.case}
    context |= composer_context(fresh, request.actor, "" if mode in SELDOM else mode)
    response = render(request, "workspace/_case_composer.html", context)
    triggers: dict[str, object] = {"toast": toast, "changed": True}
    response["HX-Trigger"] = json.dumps(triggers | ({"ask": {"url": resolve}} if then == "resolve" else {}))
    return response
