"""Articles beside a case: what may help, what helped already."""

from collections.abc import Iterable
from dataclasses import dataclass

from caseway.cases.models import Case, CaseArticle
from caseway.kernel.access import Actor
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries import search_articles, visible_versions

MOST_FOUND = 8


@dataclass(frozen=True)
class Help:
    """An article as the panel shows it: whether it is linked to this case, and whether the customer has it.

    `snippet` is safe HTML; `body` is empty unless it was asked for.
    """

    version: ArticleVersion
    snippet: str
    is_linked: bool
    is_sent: bool
    body: str = ""


def help_for(case: Case, actor: Actor, text: str) -> list[Help]:
    """Published articles for these words, the best first; with no words, those linked to the case."""
    links = {link.article_id: link for link in CaseArticle.objects.filter(case=case)}
    if text.strip():
        return [_help(hit.version, hit.snippet, links) for hit in search_articles(actor, text, MOST_FOUND)]
    linked = visible_versions(actor).filter(article__in=links, state=ArticleVersion.State.PUBLISHED)
    return [_help(version, "", links) for version in linked.select_related("article")[:MOST_FOUND]]


def insertable(actor: Actor, text: str) -> list[Help]:
    """Articles that may stand in an answer, with their content: none that are for agents only."""
    found = [hit.version for hit in search_articles(actor, text, MOST_FOUND) if not hit.version.article.is_internal]
    bodies = _bodies(version.pk for version in found)
    return [Help(version, "", is_linked=False, is_sent=False, body=bodies[version.pk]) for version in found]


def _bodies(pks: Iterable[int]) -> dict[int, str]:
    return dict(ArticleVersion.objects.filter(pk__in=list(pks)).values_list("pk", "body_html"))


def _help(version: ArticleVersion, snippet: str, links: dict[int, CaseArticle]) -> Help:
    link = links.get(version.article_id)
    return Help(version, snippet, is_linked=link is not None, is_sent=link is not None and link.sent_at is not None)
