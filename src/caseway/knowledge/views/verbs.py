"""What is done to an article from its page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.kernel.errors import DomainError
from caseway.kernel.pages import AgentRequest, agent_page, done, go, wants_fragment
from caseway.knowledge import commands, queries
from caseway.knowledge.forms import ClassificationForm, classification_of
from caseway.knowledge.models import Article
from caseway.knowledge.views.writing import refuse


@require_POST
@agent_page("knowledge.publish")
def publish_article(request: AgentRequest, number: str) -> HttpResponse:
    article = _article(request, number)
    commands.publish_article(queries.draft_of(article, request.actor), actor=request.actor)
    return _done(request, article, _("%(number)s is published."))


@require_POST
@agent_page("knowledge.publish")
def archive_article(request: AgentRequest, number: str) -> HttpResponse:
    article = _article(request, number)
    commands.archive_article(article, actor=request.actor)
    return _done(request, article, _("%(number)s is archived."))


@require_POST
@agent_page("knowledge.write")
def start_new_version(request: AgentRequest, number: str) -> HttpResponse:
    """Begin a draft and go on writing it."""
    article = _article(request, number)
    commands.start_new_version(article, actor=request.actor, is_major=request.POST.get("kind") == "major")
    return go(request, reverse("knowledge:edit_draft", args=[article.number]))


@require_POST
@agent_page("knowledge.write")
def discard_draft(request: AgentRequest, number: str) -> HttpResponse:
    article = _article(request, number)
    commands.discard_draft(queries.draft_of(article, request.actor), actor=request.actor)
    is_left = queries.visible_articles(request.actor).filter(pk=article.pk).exists()
    return (
        _done(request, article, _("The draft is discarded.")) if is_left else go(request, reverse("knowledge:articles"))
    )


@agent_page("knowledge.write")
def classify_article(request: AgentRequest, number: str) -> HttpResponse:
    article = _article(request, number)
    form = ClassificationForm(request.POST or None, initial=classification_of(article))
    if request.method == "POST" and form.is_valid():
        is_internal, product_id = form.classification()
        try:
            commands.classify_article(article, actor=request.actor, is_internal=is_internal, product_id=product_id)
        except DomainError as error:
            refuse(form, error)
        else:
            return _done(request, article, _("%(number)s is saved."))
    template = "knowledge/_classify.html" if wants_fragment(request) else "knowledge/classify.html"
    context = {"form": form, "article": article, "action": request.get_full_path()}
    return render(request, template, context, status=422 if form.errors else 200)


def _article(request: AgentRequest, number: str) -> Article:
    return get_object_or_404(queries.visible_articles(request.actor), number=number.replace("\0", ""))


def _done(request: AgentRequest, article: Article, text: str) -> HttpResponse:
    return done(request, text % {"number": article.number}, to=reverse("knowledge:article", args=[article.number]))
