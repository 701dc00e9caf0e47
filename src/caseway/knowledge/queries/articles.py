"""Articles, through the only door for showing them to somebody.

Readers see what is published; authors see drafts and archived versions too; an internal article is for agents only.
"""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, may, require
from caseway.kernel.errors import DomainError
from caseway.knowledge.models import Article, ArticleVersion

WRITE = "knowledge.write"
State = ArticleVersion.State


class NoDraft(DomainError):
    """The article has no draft: start a new version first."""


def visible_articles(actor: Actor) -> QuerySet[Article]:
    """Articles of which the actor may read some version."""
    if _writes(actor):
        return Article.objects.all()
    published = ArticleVersion.objects.filter(state=State.PUBLISHED)
    return Article.objects.filter(_audience(actor), pk__in=published.values("article_id"))


def visible_versions(actor: Actor) -> QuerySet[ArticleVersion]:
    """Versions the actor may read: published ones, and all of them for an author."""
    if _writes(actor):
        return ArticleVersion.objects.all()
    return ArticleVersion.objects.filter(_audience(actor, "article__"), state=State.PUBLISHED)


def article_page(actor: Actor) -> QuerySet[ArticleVersion]:
    """Of each visible article the version shown first: the published one, else the draft, else the newest."""
    mine = visible_versions(actor).filter(article=OuterRef("article"))
    published, draft = mine.filter(state=State.PUBLISHED), mine.filter(state=State.DRAFT)
    newest = mine.order_by("-major", "-minor")
    first = Coalesce(*(Subquery(rows.values("pk")[:1]) for rows in (published, draft, newest)))
    return visible_versions(actor).filter(pk=first).select_related("article__author", "article__product")


def versions_of(article: Article, actor: Actor) -> QuerySet[ArticleVersion]:
    """The versions of one article the actor may read, newest first, without their texts."""
    return visible_versions(actor).filter(article=article).defer("body_html", "body_text").order_by("-major", "-minor")


def draft_of(article: Article, actor: Actor) -> ArticleVersion:
    """The draft, for who writes; `NoDraft` when there is none."""
    require(actor, WRITE)
    draft = ArticleVersion.objects.filter(article=article, state=State.DRAFT).select_related("article").first()
    if draft is None:
        raise NoDraft(_("%(number)s has no draft. Start a new version first.") % {"number": article.number})
    return draft


def published_version(article: Article) -> ArticleVersion | None:
    """What readers see of the article; the caller has checked who reads."""
    return ArticleVersion.objects.filter(article=article, state=State.PUBLISHED).first()


def _writes(actor: Actor) -> bool:
    return may(actor, WRITE)


def _audience(actor: Actor, path: str = "") -> Q:
    """Nobody without the permission but contacts, who see what is not internal."""
    if actor.is_agent:
        return Q() if may(actor, "knowledge.read") else Q(pk__in=[])
    return Q(**{f"{path}is_internal": False})
