"""What readers see: publish a draft, archive what is published."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, remember
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish
from caseway.knowledge.commands.locking import lock_article, lock_draft
from caseway.knowledge.events import ArticleArchived, ArticlePublished
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.queries import published_version

PERMISSION = "knowledge.publish"
State = ArticleVersion.State


class NotPublished(DomainError):
    """The article has no published version."""


@atomic()
def publish_article(version: ArticleVersion, *, actor: Actor) -> ArticleVersion:
    """Show a draft to readers; the version published before it is archived in the same moment."""
    require(actor, PERMISSION)
    version = lock_draft(version)
    if not version.body_text:
        raise Invalid(_("The article is empty."), fields={"body_html": _("Write the answer before you publish it.")})
    before = published_version(version.article)
    if before:
        _archive(before, actor=actor)
    version.state, version.published_at = State.PUBLISHED, timezone.now()
    version.save(update_fields=["state", "published_at"])
    record_change(version, actor=actor)
    publish(
        ArticlePublished(
            article_id=version.article_id,
            version_id=version.pk,
            archived_id=before.pk if before else None,
            actor=actor.reference,
        )
    )
    return version


@atomic()
def archive_article(article: Article, *, actor: Actor) -> ArticleVersion:
    """Take the published version away from readers. Cases that link it keep the link."""
    require(actor, PERMISSION)
    article = lock_article(article)
    version = published_version(article)
    if version is None:
        raise NotPublished(_("%(number)s is not published: nothing to archive.") % {"number": article.number})
    _archive(version, actor=actor)
    publish(ArticleArchived(article_id=article.pk, version_id=version.pk, actor=actor.reference))
    return version


def _archive(version: ArticleVersion, *, actor: Actor) -> None:
    """The article is locked, so nobody else changes its versions."""
    remember(version)
    version.state, version.archived_at = State.ARCHIVED, timezone.now()
    version.save(update_fields=["state", "archived_at"])
    record_change(version, actor=actor)
