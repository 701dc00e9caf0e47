from caseway.knowledge.queries.articles import (
    article_page,
    published_version,
    versions_of,
    visible_articles,
    visible_versions,
)
from caseway.knowledge.queries.search import ArticleHit, article_results, search_articles, suggest_articles

__all__ = [
    "ArticleHit",
    "article_page",
    "article_results",
    "published_version",
    "search_articles",
    "suggest_articles",
    "versions_of",
    "visible_articles",
    "visible_versions",
]
