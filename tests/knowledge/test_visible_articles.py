"""Who sees which article: authors all, agents what is published, customers what is not internal."""

from caseway.kernel.access import SYSTEM, Actor, ActorKind, Grant, Level
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries import article_page, versions_of, visible_articles, visible_versions
from caseway.knowledge.testing import make_article, make_version

State = ArticleVersion.State
SCOPED = Actor(ActorKind.AGENT, 1, "Bot", (Grant("knowledge.read", Level.ALL),), scopes=("cases",))


def test_each_kind_of_reader_sees_their_own(author: Actor, colleague: Actor, stranger: Actor, customer: Actor) -> None:
    public, internal = make_article("Public"), make_article("Internal", is_internal=True)
    draft, archived = make_article("Draft", state=State.DRAFT), make_article("Archived", state=State.ARCHIVED)

    def titles(actor: Actor) -> set[str]:
        assert set(visible_articles(actor)) == {version.article for version in visible_versions(actor)}
        return {version.title for version in visible_versions(actor)}

    assert titles(author) == titles(SYSTEM) == {version.title for version in (public, internal, draft, archived)}
    assert titles(colleague) == {"Public", "Internal"}
    assert titles(customer) == {"Public"}
    assert titles(stranger) == titles(SCOPED) == set()


def test_the_page_shows_the_published_version_before_the_draft(author: Actor, colleague: Actor) -> None:
    published = make_article("Published")
    make_version(published.article, "Draft", number=(1, 1))
    draft = make_article("Only a draft", state=State.DRAFT)
    archived = make_article("Archived", state=State.ARCHIVED)
    newer = make_version(archived.article, "Archived later", state=State.ARCHIVED, number=(1, 1))
    assert set(article_page(author)) == {published, draft, newer}
    assert set(article_page(colleague)) == {published}


def test_a_reader_sees_no_history(author: Actor, colleague: Actor) -> None:
    published = make_article("Published")
    make_version(published.article, "Draft", number=(1, 1))
    make_version(published.article, "Old", state=State.ARCHIVED, number=(0, 9))
    assert [version.title for version in versions_of(published.article, author)] == ["Draft", "Published", "Old"]
    assert [version.title for version in versions_of(published.article, colleague)] == ["Published"]
