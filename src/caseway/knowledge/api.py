"""Articles for programs: found, read, written, published."""

from dataclasses import replace
from typing import Annotated

from django.shortcuts import get_object_or_404
from pydantic import StringConstraints

from caseway.kernel.api import (
    ApiRequest,
    ListAnswer,
    Listing,
    Path,
    Query,
    Router,
    Status,
    listing,
    require_match,
    stamp,
)
from caseway.kernel.db import atomic, lock_row
from caseway.knowledge import commands, queries
from caseway.knowledge.commands import ArticleText
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.schemas import (
    ArticleIn,
    ArticleOut,
    ArticleQuery,
    ArticleRow,
    Classification,
    DraftChange,
    NewVersion,
)

router = Router(tags=["articles"])
Number = Path[Annotated[str, StringConstraints(max_length=24)]]
STATES = ("published",)


@router.get("/articles", response=Listing[ArticleRow])
def list_articles(request: ApiRequest, asked: Query[ArticleQuery]) -> ListAnswer:
    """Articles you may read, the newest first; with `q` or `title` the best first, in one page."""
    if asked.q.strip():
        states = (asked.state,) if asked.state else STATES
        found = queries.search_articles(request.actor, asked.q, asked.limit, states=states)
        return {"items": [hit.version for hit in found], "next": None}
    if asked.title.strip():
        return {"items": queries.suggest_articles(request.actor, asked.title, asked.limit), "next": None}
    rows = queries.article_page(request.actor)
    if asked.state:
        rows = rows.filter(state=asked.state)
    return listing(rows.defer("body_html", "body_text", "search"), asked, order=("-article_id",))


@router.post("/articles", response={201: ArticleOut})
def write_article(request: ApiRequest, data: ArticleIn) -> Status[ArticleVersion]:
    """Write a new article as a draft; publish it to show it to readers."""
    written = ArticleText(**data.model_dump(exclude={"is_internal", "product_id"}))
    draft = commands.write_article(
        written, actor=request.actor, is_internal=data.is_internal, product_id=data.product_id
    )
    return Status(201, _answer(request, draft))


@router.get("/articles/{number}", response=ArticleOut)
def get_article(request: ApiRequest, number: Number) -> ArticleVersion:
    """The version that is shown first: the published one, else the draft, else the newest."""
    return stamp(request, get_object_or_404(queries.article_page(request.actor), article__number=number))


@router.get("/articles/{number}/versions", response=Listing[ArticleRow])
def list_versions(request: ApiRequest, number: Number) -> ListAnswer:
    """Every version you may read, the newest first."""
    versions = queries.versions_of(_article(request, number), request.actor)
    return {"items": versions.select_related("article"), "next": None}


@router.get("/articles/{number}/draft", response=ArticleOut)
def get_draft(request: ApiRequest, number: Number) -> ArticleVersion:
    """The draft, for who writes; 409 when there is none."""
    return _answer(request, queries.draft_of(_article(request, number), request.actor))


@router.patch("/articles/{number}/draft", response=ArticleOut)
@atomic()
def edit_draft(request: ApiRequest, number: Number, data: DraftChange) -> ArticleVersion:
    """Change the draft's text."""
    article = lock_row(_article(request, number))
    draft = queries.draft_of(article, request.actor)
    require_match(request, draft)
    given = {name: value for name, value in data.model_dump(exclude_unset=True).items() if value is not None}
    draft = commands.edit_draft(draft, replace(ArticleText.of(draft), **given), actor=request.actor)
    return _answer(request, draft)


@router.post("/articles/{number}/discard-draft", response={204: None})
def discard_draft(request: ApiRequest, number: Number) -> Status[None]:
    """Delete the draft for good; an article that had nothing else goes with it."""
    draft = queries.draft_of(_article(request, number), request.actor)
    commands.discard_draft(draft, actor=request.actor)
    return Status(204, None)


@router.post("/articles/{number}/publish", response=ArticleOut)
def publish_article(request: ApiRequest, number: Number) -> ArticleVersion:
    """Show the draft to readers; the version published before it is archived."""
    draft = queries.draft_of(_article(request, number), request.actor)
    return _answer(request, commands.publish_article(draft, actor=request.actor))


@router.post("/articles/{number}/archive", response=ArticleOut)
def archive_article(request: ApiRequest, number: Number) -> ArticleVersion:
    """Take the published version away from readers."""
    return _answer(request, commands.archive_article(_article(request, number), actor=request.actor))


@router.post("/articles/{number}/new-version", response={201: ArticleOut})
def start_new_version(request: ApiRequest, number: Number, data: NewVersion) -> Status[ArticleVersion]:
    """Begin a draft as a copy of what is published."""
    article = _article(request, number)
    return Status(
        201, _answer(request, commands.start_new_version(article, actor=request.actor, is_major=data.is_major))
    )


@router.post("/articles/{number}/classify", response=ArticleOut)
def classify_article(request: ApiRequest, number: Number, data: Classification) -> ArticleVersion:
    """Say who the article is for and about what."""
    article = _article(request, number)
    commands.classify_article(article, actor=request.actor, is_internal=data.is_internal, product_id=data.product_id)
    return get_object_or_404(queries.article_page(request.actor), article__number=number)


def _article(request: ApiRequest, number: str) -> Article:
    return get_object_or_404(queries.visible_articles(request.actor), number=number)


def _answer(request: ApiRequest, version: ArticleVersion) -> ArticleVersion:
    """The row as it now stands, with its ETag."""
    version.refresh_from_db()
    return stamp(request, version)
