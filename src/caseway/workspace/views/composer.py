"""The composer: sending what was written, and what to do next."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.cases.commands import Reply
from caseway.kernel.errors import Invalid
from caseway.kernel.html import html_of
from caseway.kernel.pages import AgentRequest, agent_page, go, wants_fragment
from caseway.knowledge.queries import visible_articles
from caseway.workspace import commands
from caseway.workspace.forms.composing import ComposeForm
from caseway.workspace.queries.case import CaseView, case_rows, view_of
from caseway.workspace.queries.composer import composer_context, people_beyond
from caseway.workspace.queries.next import next_case, waiting_reason

MOST_ARTICLES = 10


@require_POST
@agent_page("cases.work")
def write(request: AgentRequest, number: str) -> HttpResponse:
    """Send the reply or keep the note. Nothing is sent over a message the writer has not seen."""
    view = _view(request, number)
    form = ComposeForm(request.POST, MultiValueDict({"attached": request.FILES.getlist("files")}))
    if not form.is_valid():
        raise Invalid(form.problem(), fields={name: str(errors[0]) for name, errors in form.errors.items()})
    if form.cleaned_data["mode"] == "note":
        commands.write_note(view.case, actor=request.actor, text=form.cleaned_data["body"])
        return _sent(request, view, _("The note is saved."), "")
    if "to" in request.POST and not form.cleaned_data["to"]:
        raise Invalid(_("Say to whom it goes."), fields={"to": _("Write at least one address.")})
    if _is_overtaken(view, form.cleaned_data["seen"]):
        return _warn(request, view, form)
    commands.send_reply(view.case, actor=request.actor, reply=_reply(request, form))
    return _sent(request, view, _("On its way."), form.cleaned_data["then"])


def _view(request: AgentRequest, number: str) -> CaseView:
    return view_of(get_object_or_404(case_rows(request.actor), number=number), request.actor)


def _reply(request: AgentRequest, form: ComposeForm) -> Reply:
    data, numbers = form.cleaned_data, request.POST.getlist("articles")[:MOST_ARTICLES]
    return Reply(
        text="",
        html=data["body"] if data["body"].lstrip().startswith("<") else html_of(data["body"]),
        to=data["to"],
        cc=data["cc"],
        bcc=data["bcc"],
        files=form.outgoing_files(),
        articles=list(visible_articles(request.actor).filter(number__in=numbers)) if numbers else [],
        status_reason=waiting_reason() if data["then"] == "wait" else "",
    )


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


def _sent(request: AgentRequest, view: CaseView, text: str, then: str) -> HttpResponse:
    """An empty composer, and what comes next: the resolve dialog, or the next case."""
    number = view.case.number
    if then == "next":
        following = next_case(request.actor, after=view.case)
        return go(request, reverse("workspace:case", args=[following]) if following else reverse("workspace:home"))
    resolve = reverse("cases:resolve_case", args=[number])
    if not wants_fragment(request):
        return redirect(resolve if then == "resolve" else reverse("workspace:case", args=[number]))
    fresh = _view(request, number)
    context = {"view": fresh, "case": fresh.case, **composer_context(fresh, request.POST.get("mode", ""))}
    response = render(request, "workspace/_case_composer.html", context)
    triggers = {"toast": {"text": text, "tone": "good"}, "changed": True}
    response["HX-Trigger"] = json.dumps(triggers | ({"ask": {"url": resolve}} if then == "resolve" else {}))
    return response
