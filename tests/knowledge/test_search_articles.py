"""Finding articles: by words, misspelt or not, by number, as one types; and only what the reader may see."""

import pytest

from caseway.kernel.access import Actor
from caseway.kernel.models import EventRecord, SearchWord
from caseway.knowledge import commands
from caseway.knowledge.handlers import learn_words
from caseway.knowledge.models import ArticleVersion
from caseway.knowledge.queries import article_results, search_articles, suggest_articles
from caseway.knowledge.testing import make_article, make_version

State = ArticleVersion.State
READERS = ["author", "colleague", "customer"]


@pytest.fixture
def library(db) -> dict[str, ArticleVersion]:
    articles = {
        "descale": make_article(
            "Descaling the brewer", body="<p>Use <b>citric</b> acid & water.</p>", keywords="chalk"
        ),
        "leak": make_article("Brewer leaks from below", body="<p>Check the seal. Do not descale.</p>"),
        "wifi": make_article("Connecting to Wi-Fi", body="<p>Choose your network in the café.</p>"),
        "internal": make_article("Goodwill for leaking brewers", is_internal=True),
        "draft": make_article("Brewer firmware", state=State.DRAFT),
        "archived": make_article("Brewer recall", state=State.ARCHIVED),
    }
    commands.relearn_words()
    return articles


def titles(actor: Actor, q: str) -> list[str]:
    return [hit.version.title for hit in search_articles(actor, q)]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("q", ["citric", "chalk", "descaling", "desc", "citirc", "cafe", "CAFÉ", '"citric acid"'])
def test_words_are_found_wherever_they_stand(library, who: str, q: str, request: pytest.FixtureRequest) -> None:
    expected = "Connecting to Wi-Fi" if q.lower().startswith("caf") else "Descaling the brewer"
    assert titles(request.getfixturevalue(who), q)[0] == expected


def test_all_words_come_before_some_and_titles_before_text(library, customer: Actor) -> None:
    assert titles(customer, "brewer leaks") == ["Brewer leaks from below", "Descaling the brewer"]
    assert titles(customer, "seal citric brewer ") == ["Brewer leaks from below", "Descaling the brewer"]


def test_words_that_most_articles_hold_neither_find_nor_outrank(library, customer: Actor) -> None:
    for number in range(8):
        make_article(f"Care of the oven {number}", body="<p>The door and the lamp of the oven.</p>")
    commands.relearn_words()
    assert titles(customer, "the lid and the seal of the jug ") == ["Brewer leaks from below"]
    assert [str(hit.title) for hit in search_articles(customer, "seal of the ")] == ["Brewer leaks from below"]
    assert len(titles(customer, "of the ")) == 10
    assert titles(customer, "lampe ") == []


def test_each_reader_finds_their_own(
    library, author: Actor, colleague: Actor, stranger: Actor, customer: Actor
) -> None:
    public = {"Brewer leaks from below", "Descaling the brewer"}
    assert set(titles(customer, "brewer ")) == public
    assert (
        set(titles(author, "brewers brewer "))
        == set(titles(colleague, "brewers brewer "))
        == {
            *public,
            "Goodwill for leaking brewers",
        }
    )
    assert titles(stranger, "brewer") == titles(stranger, library["leak"].article.number) == []
    assert search_articles(stranger, "braewer").corrected == ""
    assert list(suggest_articles(stranger, "Brewer")) == list(article_results(stranger, "brewer")) == []


def test_words_of_internal_articles_are_not_told_to_customers(library, customer: Actor, colleague: Actor) -> None:
    assert search_articles(colleague, "goodwil ").corrected == "goodwill"
    assert search_articles(customer, "goodwil ").corrected == ""


def test_drafts_are_found_by_authors_who_ask_for_them(library, author: Actor, colleague: Actor) -> None:
    states = (State.DRAFT, State.ARCHIVED)
    assert {hit.version.title for hit in search_articles(author, "brewer", states=states)} == {
        "Brewer firmware",
        "Brewer recall",
    }
    assert len(search_articles(colleague, "brewer", states=states)) == 0


def test_the_typed_number_comes_first(library, customer: Actor) -> None:
    version = library["wifi"]
    for q in (version.article.number, version.article.number.lower(), version.article.number.removeprefix("KA-")):
        assert titles(customer, q)[0] == version.title


def test_a_misspelt_word_says_how_it_was_understood(library, customer: Actor) -> None:
    found = search_articles(customer, "braewer")
    assert (found.corrected, len(found)) == ("brewer", 2)


def test_what_is_shown_is_safe_and_marked(library, customer: Actor) -> None:
    hit = search_articles(customer, "citric brewer ").hits[0]
    assert hit.title == "Descaling the <mark>brewer</mark>"
    assert hit.snippet == "Use <mark>citric</mark> acid &amp; water."


@pytest.mark.parametrize("q", ["", "   ", "xyzzy", "\0", "' | ''", "%", "_"])
def test_hostile_or_empty_queries_find_nothing(library, customer: Actor, q: str) -> None:
    assert titles(customer, q) == []
    assert list(suggest_articles(customer, q)) == []


def test_suggestions_hold_the_whole_string_and_begin_with_it_first(library, customer: Actor) -> None:
    make_version(library["leak"].article, "Brewer leaks everywhere", number=(2, 0))
    assert [version.title for version in suggest_articles(customer, "brewer")] == [
        "Brewer leaks from below",
        "Descaling the brewer",
    ]
    assert list(suggest_articles(customer, "brewer below")) == []
    for number in range(9):
        make_article(f"Brewer {number}")
    assert len(suggest_articles(customer, "brewer", limit=50)) == 6


def test_lines_of_a_search_over_everything(library, customer: Actor) -> None:
    line = article_results(customer, "citric").hits[0]
    number = library["descale"].article.number
    assert (line.kind, line.title, line.subtitle) == ("article", "Descaling the brewer", number)
    assert (line.url_name, line.url_args) == ("knowledge:article", (number,))


def test_publishing_teaches_the_words_and_archiving_takes_them_away(author: Actor, django_assert_num_queries) -> None:
    draft = make_article("Zabaglione programme", state=State.DRAFT)
    commands.publish_article(draft, actor=author)
    learn_words(list(EventRecord.objects.all()))
    assert SearchWord.objects.filter(lexicon="article", word="zabaglione").exists()
    commands.archive_article(draft.article, actor=author)
    learn_words(list(EventRecord.objects.all()))
    assert not SearchWord.objects.exists()
    with django_assert_num_queries(0):
        learn_words([EventRecord(name="knowledge.DraftEdited")])


def test_searching_costs_two_statements(library, customer: Actor, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert [hit.version.article.number for hit in search_articles(customer, "braewer leaks")]
