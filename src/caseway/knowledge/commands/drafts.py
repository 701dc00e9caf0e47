"""Writing: a new article, its draft, the next version."""

from datetime import datetime

from django.utils.translation import gettext as _

from caseway.customers.models import Product
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic
from caseway.kernel.errors import Conflict, DomainError, Invalid
from caseway.kernel.events import publish
from caseway.knowledge.commands.locking import lock_article, lock_draft
from caseway.knowledge.commands.texts import ArticleText, columns_of
from caseway.knowledge.events import ArticleClassified, ArticleWritten, DraftDiscarded, DraftEdited, VersionStarted
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.queries import published_version
from caseway.knowledge.rules import next_version

WRITE, PUBLISH = "knowledge.write", "knowledge.publish"
State = ArticleVersion.State


class DraftExists(DomainError):
    """The article has a draft already: edit that one."""


@atomic()
def write_article(
    text: ArticleText, *, actor: Actor, is_internal: bool = False, product_id: int | None = None
) -> ArticleVersion:
    """A new article with its first draft, which is returned."""
    require(actor, WRITE)
    columns = columns_of(text)
    _require_product(product_id)
    article = Article.objects.create(is_internal=is_internal, product_id=product_id, author_id=actor.agent_id)
    article.refresh_from_db(fields=["number"])
    version = ArticleVersion.objects.create(article=article, updated_by=actor.reference, **columns)
    record_change(article, actor=actor)
    record_change(version, actor=actor)
    publish(ArticleWritten(article_id=article.pk, version_id=version.pk, actor=actor.reference))
    return version


@atomic()
def classify_article(article: Article, *, actor: Actor, is_internal: bool, product_id: int | None) -> Article:
    """Say who it is for and about what. It holds at once, so a published article asks for the right to publish."""
    require(actor, WRITE)
    article = lock_article(article)
    if published_version(article):
        require(actor, PUBLISH)
    wanted = {"is_internal": is_internal, "product_id": product_id}
    changed = [name for name, value in wanted.items() if getattr(article, name) != value]
    if changed:
        _require_product(product_id)
        article.is_internal, article.product_id = is_internal, product_id
        article.save(update_fields=changed)
        record_change(article, actor=actor)
        publish(ArticleClassified(article_id=article.pk, fields=changed, actor=actor.reference))
    return article


@atomic()
def edit_draft(
    version: ArticleVersion, text: ArticleText, *, actor: Actor, seen_at: datetime | None = None
) -> ArticleVersion:
    """Change a draft. `seen_at` is its `updated_at` when its editor began: somebody else's change raises `Conflict`."""
    require(actor, WRITE)
    version = lock_draft(version)
    if seen_at is not None and version.updated_at != seen_at:
        raise Conflict(_("Somebody changed the draft while you wrote. Copy your text, reload, and put both together."))
    columns = columns_of(text)
    if all(getattr(version, name) == value for name, value in columns.items()):
        return version
    for name, value in columns.items():
        setattr(version, name, value)
    version.updated_by = actor.reference
    version.save(update_fields=[*columns, "updated_by", "updated_at"])
    record_change(version, actor=actor)
    publish(DraftEdited(article_id=version.article_id, version_id=version.pk, actor=actor.reference))
    return version


@atomic()
def start_new_version(article: Article, *, actor: Actor, is_major: bool = False) -> ArticleVersion:
    """A draft that begins as a copy of the published version, or of the newest when none is published."""
    require(actor, WRITE)
    article = lock_article(article)
    versions = ArticleVersion.objects.filter(article=article).order_by("-major", "-minor")
    if versions.filter(state=State.DRAFT).exists():
        raise DraftExists(_("%(number)s has a draft already. Edit or discard that one.") % {"number": article.number})
    newest = versions[0]
    major, minor = next_version((newest.major, newest.minor), is_major=is_major)
    text = ArticleText.of(published_version(article) or newest)
    version = ArticleVersion.objects.create(
        article=article, major=major, minor=minor, updated_by=actor.reference, **columns_of(text)
    )
    record_change(version, actor=actor)
    publish(VersionStarted(article_id=article.pk, version_id=version.pk, actor=actor.reference))
    return version


@atomic()
def discard_draft(version: ArticleVersion, *, actor: Actor) -> None:
    """Delete a draft for good; an article that had nothing else goes with it."""
    require(actor, WRITE)
    version = lock_draft(version)
    article, version_id = version.article, version.pk
    record_change(version, actor=actor, action="discarded")
    version.delete()
    if not article.versions.exists():
        record_change(article, actor=actor, action="discarded")
        article.delete()
    publish(DraftDiscarded(article_id=version.article_id, version_id=version_id, actor=actor.reference))


def _require_product(product_id: int | None) -> None:
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        raise Invalid(_("There is no such product."), fields={"product_id": _("Choose a product we sell.")})
