"""What happens to articles."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ArticleEvent(Event):
    subject: ClassVar[str] = "article"
    article_id: int


@dataclass(frozen=True, kw_only=True)
class ArticleWritten(ArticleEvent):
    """A new article with its first draft."""

    version_id: int


@dataclass(frozen=True, kw_only=True)
class ArticleClassified(ArticleEvent):
    """Its product, or who it is for, is another; `fields` are the names."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class DraftEdited(ArticleEvent):
    version_id: int


@dataclass(frozen=True, kw_only=True)
class VersionStarted(ArticleEvent):
    version_id: int


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(ArticleEvent):
    version_id: int


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(ArticleEvent):
    """`archived_id` is the version it took the place of."""

    version_id: int
    archived_id: int | None


@dataclass(frozen=True, kw_only=True)
class ArticleArchived(ArticleEvent):
    version_id: int
