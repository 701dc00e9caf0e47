"""Articles beside a case: what may help, what helped already."""

from dataclasses import dataclass

from caseway.cases.models import Case, CaseArticle
from caseway.kernel.access import Actor
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries import search_articles, visible_versions

MOST_FOUND = 8


@dataclass(frozen=True)
class Help:
    """An article as the panel shows it: whether it is linked to this case, and whether the customer has it."""

    version: ArticleVersion
    snippet: str
    is_linked: bool
    is_sent: bool


def help_for(case: Case, actor: Actor, text: str) -> list[Help]:
    """Published articles for these words, the best first; with no words, those linked to the case."""
    links = {link.article_id: link for link in CaseArticle.objects.filter(case=case)}
    if text.strip():
        found = [(hit.version, hit.snippet) for hit in search_articles(actor, text, limit=MOST_FOUND)]
    else:
        linked = visible_versions(actor).filter(article__in=links, state=ArticleVersion.State.PUBLISHED)
        found = [(version, version.description) for version in linked.select_related("article")[:MOST_FOUND]]
    return [_help(version, snippet, links.get(version.article_id)) for version, snippet in found]


def _help(version: ArticleVersion, snippet: str, link: CaseArticle | None) -> Help:
    return Help(version, snippet, is_linked=link is not None, is_sent=link is not None and link.sent_at is not None)
