"""Reading: the list with its search, and the page of an article."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.paging import page_of
from caseway.knowledge import queries
from caseway.knowledge.models import ArticleVersion

MOST_FOUND = 30
VERSION = re.compile(r"(\d{1,5})\.(\d{1,5})", re.ASCII)
State = ArticleVersion.State


@require_GET
@agent_page("knowledge.read")
def articles(request: AgentRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "")[:200].strip()
    may_write = may(request.actor, queries.WRITE)
    state = request.GET.get("state", "")
    state = state if may_write and state in State.values else State.PUBLISHED.value
    context = {
        **(_found(request, text, state) if text else _listed(request, state)),
        "q": text,
        "state": state,
        "may_write": may_write,
        "tabs": [
            {"label": label, "url": _address(q=text, state=value), "current": value == state}
            for value, label in _shelves()
        ],
    }
    is_part = request.headers.get("HX-Target") == "list"
    return render(request, "knowledge/_articles.html" if is_part else "knowledge/articles.html", context)


@require_GET
@agent_page("knowledge.read")
def article(request: AgentRequest, number: str) -> HttpResponse:
    """The version shown first, or the one `?version=2.0` asks for."""
    first = get_object_or_404(queries.article_page(request.actor), article__number=number.replace("\0", ""))
    versions = list(queries.versions_of(first.article, request.actor))
    asked = request.GET.get("version", "")
    shown = _version(request, first, asked) if asked else first
    request.topics = (f"article:{first.article_id}",)
    context = {
        "article": first.article,
        "shown": shown,
        "versions": versions,
        "draft": next((one for one in versions if one.state == State.DRAFT), None),
        "is_published": any(one.state == State.PUBLISHED for one in versions),
        "may_write": may(request.actor, queries.WRITE),
        "may_publish": may(request.actor, "knowledge.publish"),
    }
    return render(request, "knowledge/article.html", context)


def _shelves() -> tuple[tuple[str, str], ...]:
    return (State.PUBLISHED, _("Published")), (State.DRAFT, _("Drafts")), (State.ARCHIVED, _("Archived"))


def _version(request: AgentRequest, first: ArticleVersion, asked: str) -> ArticleVersion:
    number = VERSION.fullmatch(asked)
    if number is None:
        raise Http404
    versions = queries.visible_versions(request.actor).filter(article_id=first.article_id)
    return get_object_or_404(versions.select_related("article"), major=int(number[1]), minor=int(number[2]))


def _found(request: AgentRequest, text: str, state: str) -> dict[str, object]:
    found = queries.search_articles(request.actor, text, MOST_FOUND, states=(state,))
    rows = [(hit.version, hit.title, hit.snippet) for hit in found]
    return {"rows": rows, "corrected": found.corrected, "next_url": None, "first_url": None}


def _listed(request: AgentRequest, state: str) -> dict[str, object]:
    cursor = request.GET.get("cursor", "")
    versions = queries.visible_versions(request.actor).filter(state=state).select_related("article")
    page = page_of(versions.defer("body_html", "body_text", "search"), order=("-updated_at", "-id"), cursor=cursor)
    return {
        "rows": [(version, version.title, version.description) for version in page.items],
        "corrected": "",
        "next_url": _address(state=state, cursor=page.next) if page.next else None,
        "first_url": _address(state=state) if cursor else None,
    }


def _address(**values: str) -> str:
    named = {name: value for name, value in values.items() if value}
    return f"{reverse('knowledge:articles')}?{urlencode(named)}"
