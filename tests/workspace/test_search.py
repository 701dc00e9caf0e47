"""Search over everything, on its page and in the palette."""

import pytest

from caseway.cases.commands import NewCase, open_case
from caseway.cases.commands.search import reindex_cases
from caseway.cases.models import Case
from caseway.customers.testing import make_account
from caseway.kernel.access import SYSTEM
from caseway.knowledge.models import Article, ArticleVersion
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import HTMX, IN_PLACE, assert_cheap, page_of
from tests.world import World


@pytest.fixture
def found_case(world: World) -> Case:
    """A gold case that the index of the search knows."""
    case = open_case(NewCase(title="Brewer leaks since Monday", contact=world.maria), actor=SYSTEM)
    reindex_cases([case.pk])
    return case


def test_cases_and_customers_are_found_and_marked(found_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = page_of(client, "/search/?q=brewer")
    assert "<mark>Brewer</mark> leaks since Monday" in page
    people = page_of(client, "/search/?q=maria")
    assert "<mark>Maria</mark> Gomez" in people
    assert "<mark>Lumen</mark> Labs" in page_of(client, "/search/?q=lumen", **IN_PLACE)
    assert_cheap(client, "/search/?q=brewer")


def test_the_number_of_a_case_finds_it(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    assert f'href="/cases/{gold_case.number}/"' in page_of(signed_in(owner), f"/search/?q={gold_case.number}")


def test_articles_are_found(world: World, owner: Agent, signed_in: SignIn) -> None:
    article = Article.objects.create()
    ArticleVersion.objects.create(
        article=article,
        state="published",
        title="Descaling the brewer",
        body_text="Use vinegar",
        published_at="2026-01-01T00:00Z",
    )
    assert "Descaling" in page_of(signed_in(owner), "/search/?q=descaling")


def test_one_kind_alone_shows_more_of_it(world: World, owner: Agent, signed_in: SignIn) -> None:
    for number in range(12):
        make_account(f"Harbor {number:02}")
    client = signed_in(owner)
    assert page_of(client, "/search/?q=harbor").count("found__line") == 8
    assert "kind=accounts" in page_of(client, "/search/?q=harbor")
    assert page_of(client, "/search/?q=harbor&kind=accounts").count("found__line") == 12


def test_a_stranger_finds_no_case_of_another_team(found_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    for path in ("/search/?q=brewer", f"/search/?q={found_case.number}", "/palette/?q=brewer"):
        assert found_case.title not in page_of(client, path)


def test_hostile_queries_find_nothing_and_break_nothing(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    for query in ("%00", "%27%22%3C%3E%26%7C!()", "x" * 5000, "%3Cscript%3Ealert(1)%3C/script%3E", "&kind=users"):
        page = page_of(client, f"/search/?q={query}")
        assert "<script>alert(1)" not in page
        assert "<script>alert(1)" not in page_of(client, f"/palette/?q={query}", **HTMX)


def test_nothing_typed_says_what_can_be_found(world: World, owner: Agent, signed_in: SignIn) -> None:
    assert "Search everything" in page_of(signed_in(owner), "/search/")
