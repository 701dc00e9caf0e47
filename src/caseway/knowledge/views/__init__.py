"""The pages of knowledge."""

from caseway.knowledge.views.reading import article, articles
from caseway.knowledge.views.verbs import (
    archive_article,
    classify_article,
    discard_draft,
    publish_article,
    start_new_version,
)
from caseway.knowledge.views.writing import edit_draft, write_article

__all__ = [
    "archive_article",
    "article",
    "articles",
    "classify_article",
    "discard_draft",
    "edit_draft",
    "publish_article",
    "start_new_version",
    "write_article",
]
