"""Writing: a new article, and its draft."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from caseway.kernel.errors import DomainError
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.knowledge import commands, queries
from caseway.knowledge.forms import ClassificationForm, DraftForm, words_of
from caseway.knowledge.models import ArticleVersion


class ArticleForm(DraftForm, ClassificationForm):
    """A new article: its words, who it is for and about what."""


@agent_page("knowledge.write")
def write_article(request: AgentRequest) -> HttpResponse:
    form = ArticleForm(request.POST or None)

    def write() -> ArticleVersion:
        is_internal, product_id = form.classification()
        return commands.write_article(form.text(), actor=request.actor, is_internal=is_internal, product_id=product_id)

    return _carry_out(request, form, write, {"title": _("New article"), "draft": None})


@agent_page("knowledge.write")
def edit_draft(request: AgentRequest, number: str) -> HttpResponse:
    article = get_object_or_404(queries.visible_articles(request.actor), number=number.replace("\0", ""))
    draft = queries.draft_of(article, request.actor)
    form = DraftForm(request.POST or None, initial=words_of(draft))

    def edit() -> ArticleVersion:
        return commands.edit_draft(draft, form.text(), actor=request.actor, seen_at=form.seen_time())

    return _carry_out(request, form, edit, {"title": _("Edit %(number)s") % {"number": number}, "draft": draft})


def _carry_out(
    request: AgentRequest, form: forms.Form, write: Callable[[], ArticleVersion], context: dict[str, object]
) -> HttpResponse:
    """Keep what was written and show the draft; what the domain refuses stands beside its field, with the text kept."""
    if form.is_valid():
        try:
            draft = write()
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("knowledge:article", draft.article.number)
    return render(request, "knowledge/edit.html", {**context, "form": form}, status=422 if form.errors else 200)


def refuse(form: forms.Form, error: DomainError) -> None:
    """Put what a command refused beside its fields, or above them all."""
    known = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, str(error))
