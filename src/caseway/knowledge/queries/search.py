"""Finding articles: ranked, forgiving of misspelling, and as somebody types."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TypedDict

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left
from django.utils.safestring import SafeString
from django_stubs_ext import WithAnnotations

from caseway.kernel.access import Actor
from caseway.kernel.search import Found, Question, Result, ask, excerpt, highlight
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries.articles import visible_versions

LEXICON = "article"
MOST_SUGGESTED = 6
NUMBER = re.compile(r"\s*(?:KA[-\s]?)?(\d{1,12})\s*", re.IGNORECASE | re.ASCII)
WEIGHTS = [0.05, 0.2, 0.4, 1.0]
State = ArticleVersion.State


@dataclass(frozen=True)
class ArticleHit:
    """A version with its article; `title` and `snippet` are safe HTML with the words marked."""

    version: ArticleVersion
    score: float
    title: SafeString
    snippet: SafeString


class Ranks(TypedDict):
    """What ranking adds to a version: whether it has every word, how well it fits, how its text begins."""

    has_all: float
    rank: float
    beginning: str


def search_articles(
    actor: Actor, q: str, limit: int = 10, *, states: tuple[str, ...] = (State.PUBLISHED,)
) -> Found[ArticleHit]:
    """Articles with any of the words, those with all of them first; the one whose number was typed before all."""
    question = ask(q, lexicon=LEXICON)
    number = NUMBER.fullmatch(q)
    if not question:
        return Found()
    versions = _ranked(visible_versions(actor).filter(state__in=states), question, f"KA-{number[1]}" if number else "")
    hits = tuple(_hit(version, question) for version in versions[:limit])
    return Found(hits, question.corrected if hits else "")


def suggest_articles(actor: Actor, typed: str, limit: int = MOST_SUGGESTED) -> QuerySet[ArticleVersion]:
    """Published titles that hold exactly what was typed so far, those that begin with it first."""
    typed = typed.replace("\0", "").strip()[:200]
    published = visible_versions(actor).filter(state=State.PUBLISHED).select_related("article")
    if not typed:
        return published.none()
    begins = Case(When(title__istartswith=typed, then=0), default=1)
    titles = published.filter(title__icontains=typed).order_by(begins, "title", "pk")
    return titles.defer("body_html", "body_text")[: min(limit, MOST_SUGGESTED)]


def article_results(actor: Actor, q: str, limit: int = 8) -> Found[Result]:
    """The same as lines of a search over everything."""
    found = search_articles(actor, q, limit)
    return Found(tuple(_result(hit) for hit in found), found.corrected)


def _ranked(
    versions: QuerySet[ArticleVersion], question: Question, number: str
) -> "QuerySet[WithAnnotations[ArticleVersion, Ranks]]":
    every = SearchQuery(question.tsquery, config="simple", search_type="raw")
    some = SearchQuery(question.any_of, config="simple", search_type="raw")
    ranked = versions.filter(Q(search=some) | Q(article__number=number)).annotate(
        is_exact=ExpressionWrapper(Q(article__number=number), output_field=BooleanField()),
        has_all=Case(When(search=every, then=Value(1.0)), default=Value(0.0)),
        rank=_rank(question),
        beginning=Left("body_text", 20_000),
    )
    ordered = ranked.order_by("-is_exact", F("has_all").desc(), F("rank").desc(), "-published_at", "pk")
    return ordered.select_related("article").defer("body_html", "body_text", "search")


def _rank(question: Question) -> Combinable:
    """How well the rare words fit, more than the common ones."""
    ranks = (
        SearchRank(F("search"), SearchQuery(part, config="simple", search_type="raw"), weights=WEIGHTS) * weight
        for part, weight in question.telling
    )
    return reduce(add, ranks)


def _hit(version: "WithAnnotations[ArticleVersion, Ranks]", question: Question) -> ArticleHit:
    text = f"{version.description} {version.beginning}" if version.description else version.beginning
    score = version.has_all + version.rank
    return ArticleHit(version, score, highlight(version.title, question.words), excerpt(text, question.words))


def _result(hit: ArticleHit) -> Result:
    version = hit.version
    number = version.article.number
    return Result("article", version.title, number, "knowledge:article", (number,), hit.score, hit.snippet)
