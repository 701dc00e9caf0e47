"""Writing: a new article, its draft, the next version, and who may."""

import pytest

from caseway.kernel.access import Actor
from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Conflict, Invalid, NotAllowed
from caseway.kernel.models import EventRecord
from caseway.knowledge import commands
from caseway.knowledge.commands import ArticleText
from caseway.knowledge.models import Article, ArticleVersion
from caseway.knowledge.testing import make_article, make_version

TEXT = ArticleText(title="Descale", body_html="<p>Press <b>Start</b><script>x</script></p>", keywords="chalk, lime")
State = ArticleVersion.State


def test_a_new_article_begins_as_a_safe_draft_with_a_number(author: Actor) -> None:
    version = commands.write_article(TEXT, actor=author, is_internal=True)
    assert version.article.number.startswith("KA-")
    assert (version.state, version.major, version.minor) == (State.DRAFT, 1, 0)
    assert version.body_html == "<p>Press <b>Start</b></p>"
    assert version.body_text == "Press Start"
    assert (version.article.is_internal, version.article.author_id) == (True, author.id)
    assert changes_of(version).get().action == "created"
    assert EventRecord.objects.get().name == "knowledge.ArticleWritten"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (ArticleText(title="  "), "title"),
        (ArticleText(title="x" * 201), "title"),
        (ArticleText(title="x", description="x" * 156), "description"),
        (ArticleText(title="x", keywords="x" * 4001), "keywords"),
        (ArticleText(title="x", language="x" * 13), "language"),
        (ArticleText(title="x", body_html="x" * 1_000_001), "body_html"),
    ],
)
def test_what_is_missing_or_too_long_is_named(author: Actor, text: ArticleText, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        commands.write_article(text, actor=author)
    assert list(refused.value.fields) == [field]
    assert Article.objects.count() == 0


@pytest.mark.parametrize("who", ["colleague", "stranger", "customer"])
def test_only_authors_write(who: str, db, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    draft = make_article(state=State.DRAFT)
    attempts = [
        lambda: commands.write_article(TEXT, actor=actor),
        lambda: commands.edit_draft(draft, TEXT, actor=actor),
        lambda: commands.start_new_version(draft.article, actor=actor),
        lambda: commands.discard_draft(draft, actor=actor),
        lambda: commands.classify_article(draft.article, actor=actor, is_internal=True, product_id=None),
        lambda: commands.publish_article(draft, actor=actor),
        lambda: commands.archive_article(draft.article, actor=actor),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Descale your oven", State.DRAFT)
    assert ArticleVersion.objects.count() == 1
    assert EventRecord.objects.count() == 0


def test_editing_a_draft_writes_what_differed(author: Actor) -> None:
    draft = commands.write_article(TEXT, actor=author)
    edited = commands.edit_draft(draft, ArticleText(title="Descale the oven", body_html="<p>New</p>"), actor=author)
    assert (edited.title, edited.body_text) == ("Descale the oven", "New")
    change = changes_of(draft).first()
    assert change is not None
    assert change.changes["title"] == ["Descale", "Descale the oven"]
    assert "search" not in change.changes


def test_an_edit_that_changes_nothing_leaves_no_trace(author: Actor) -> None:
    draft = commands.write_article(TEXT, actor=author)
    commands.edit_draft(draft, TEXT, actor=author)
    assert changes_of(draft).count() == 1
    assert EventRecord.objects.count() == 1


def test_two_editors_of_one_draft_do_not_overwrite_each_other(author: Actor, writer: Actor) -> None:
    draft = commands.write_article(TEXT, actor=author)
    seen_at = draft.updated_at
    commands.edit_draft(draft, ArticleText(title="Mine"), actor=author, seen_at=seen_at)
    with pytest.raises(Conflict):
        commands.edit_draft(draft, ArticleText(title="Theirs"), actor=writer, seen_at=seen_at)
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_a_published_version_cannot_be_edited(author: Actor) -> None:
    version = make_article()
    with pytest.raises(commands.NotADraft):
        commands.edit_draft(version, TEXT, actor=author)
    version.refresh_from_db()
    assert version.title == "Descale your oven"


@pytest.mark.parametrize(("is_major", "number"), [(False, (1, 1)), (True, (2, 0))])
def test_a_new_version_copies_the_published_text(author: Actor, is_major: bool, number: tuple[int, int]) -> None:
    published = make_article("Clean the filter", body="<p>Rinse it.</p>", keywords="filter")
    draft = commands.start_new_version(published.article, actor=author, is_major=is_major)
    assert (draft.major, draft.minor) == number
    assert ArticleText.of(draft) == ArticleText.of(published)
    with pytest.raises(commands.DraftExists):
        commands.start_new_version(published.article, actor=author)


def test_versions_are_numbered_after_the_newest_also_if_it_is_archived(author: Actor) -> None:
    published = make_article()
    make_version(published.article, "Newer", state=State.ARCHIVED, number=(1, 7))
    assert commands.start_new_version(published.article, actor=author).minor == 8


def test_discarding_the_only_draft_removes_the_article(author: Actor) -> None:
    draft = commands.write_article(TEXT, actor=author)
    commands.discard_draft(draft, actor=author)
    assert Article.objects.count() == 0
    assert EventRecord.objects.latest("id").name == "knowledge.DraftDiscarded"


def test_discarding_a_later_draft_leaves_what_is_published(author: Actor) -> None:
    published = make_article()
    draft = commands.start_new_version(published.article, actor=author)
    commands.discard_draft(draft, actor=author)
    assert list(published.article.versions.all()) == [published]
    with pytest.raises(commands.NotADraft):
        commands.discard_draft(published, actor=author)


def test_who_a_published_article_is_for_needs_the_right_to_publish(author: Actor, writer: Actor) -> None:
    article = make_article(is_internal=True).article
    with pytest.raises(NotAllowed):
        commands.classify_article(article, actor=writer, is_internal=False, product_id=None)
    article.refresh_from_db()
    assert article.is_internal
    assert not commands.classify_article(article, actor=author, is_internal=False, product_id=None).is_internal
