"""The verbs of knowledge. Each locks the article first, then its versions."""

from caseway.knowledge.commands.drafts import (
    DraftExists,
    classify_article,
    discard_draft,
    edit_draft,
    start_new_version,
    write_article,
)
from caseway.knowledge.commands.learning import relearn_words
from caseway.knowledge.commands.locking import NotADraft
from caseway.knowledge.commands.publishing import NotPublished, archive_article, publish_article
from caseway.knowledge.commands.texts import ArticleText

__all__ = [
    "ArticleText",
    "DraftExists",
    "NotADraft",
    "NotPublished",
    "archive_article",
    "classify_article",
    "discard_draft",
    "edit_draft",
    "publish_article",
    "relearn_words",
    "start_new_version",
    "write_article",
]
