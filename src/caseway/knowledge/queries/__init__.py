from caseway.knowledge.queries.articles import (
    WRITE,
    NoDraft,
    article_page,
    draft_of,
    published_version,
    versions_of,
    visible_articles,
    visible_versions,
)
from caseway.knowledge.queries.search import ArticleHit, article_results, search_articles, suggest_articles

__all__ = [
    "WRITE",
    "ArticleHit",
    "NoDraft",
    "article_page",
    "article_results",
    "draft_of",
    "published_version",
    "search_articles",
    "suggest_articles",
    "versions_of",
    "visible_articles",
    "visible_versions",
]
