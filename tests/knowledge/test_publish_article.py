"""Publishing and archiving: one version is published, and readers see that one."""

import pytest

from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import EventRecord
from caseway.knowledge import commands
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries import published_version
from caseway.knowledge.testing import make_article

State = ArticleVersion.State


def test_publishing_archives_the_version_before(author: Actor) -> None:
    old = make_article()
    draft = commands.start_new_version(old.article, actor=author)
    new = commands.publish_article(draft, actor=author)
    old.refresh_from_db()
    assert published_version(old.article) == new
    assert (old.state, new.state) == (State.ARCHIVED, State.PUBLISHED)
    assert old.archived_at is not None
    assert new.published_at is not None
    event = EventRecord.objects.latest("id")
    assert (event.name, event.payload["archived_id"]) == ("knowledge.ArticlePublished", old.pk)


def test_an_empty_article_cannot_be_published(author: Actor) -> None:
    draft = make_article(body="<p> </p>", state=State.DRAFT)
    with pytest.raises(Invalid):
        commands.publish_article(draft, actor=author)
    assert published_version(draft.article) is None


def test_who_writes_may_not_publish_without_the_right(writer: Actor) -> None:
    draft = make_article(state=State.DRAFT)
    with pytest.raises(NotAllowed):
        commands.publish_article(draft, actor=writer)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_what_is_published_cannot_be_published_again(author: Actor) -> None:
    with pytest.raises(commands.NotADraft):
        commands.publish_article(make_article(), actor=author)


def test_archiving_takes_the_article_from_readers(author: Actor) -> None:
    version = make_article()
    commands.archive_article(version.article, actor=author)
    version.refresh_from_db()
    assert version.state == State.ARCHIVED
    assert published_version(version.article) is None
    with pytest.raises(commands.NotPublished):
        commands.archive_article(version.article, actor=author)
