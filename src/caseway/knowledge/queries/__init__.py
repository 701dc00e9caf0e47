from caseway.knowledge.queries.articles import (
    article_page,
    published_version,
    versions_of,
    visible_articles,
    visible_versions,
)

__all__ = ["article_page", "published_version", "versions_of", "visible_articles", "visible_versions"]
