"""Holding an article and its draft while they change."""

from django.utils.translation import gettext as _

from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError
from caseway.knowledge.models import Article, ArticleVersion


class NotADraft(DomainError):
    """Only a draft may change: start a new version first."""


def lock_article(article: Article) -> Article:
    """The article's row, before any of its versions."""
    return lock_row(article)


def lock_draft(version: ArticleVersion) -> ArticleVersion:
    """The version, its article locked before it; `NotADraft` when it was published or archived."""
    lock_article(version.article)
    version = lock_row(version)
    if version.state != ArticleVersion.State.DRAFT:
        raise NotADraft(_("This version is no draft any more. Start a new version to change the text."))
    return version
