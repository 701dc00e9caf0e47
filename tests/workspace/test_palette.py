"""What the command palette finds on the server."""

from django.test import Client

from caseway.cases.models import Case
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import HTMX, assert_cheap, page_of
from tests.world import World


def test_customers_and_cases_come_as_options(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    part = page_of(client, f"/palette/?q={gold_case.number}", **HTMX)
    assert '<div role="option">' in part
    assert f'href="/cases/{gold_case.number}/"' in part
    assert 'href="/customers/contacts/' in page_of(client, "/palette/?q=maria", **HTMX)
    assert_cheap(client, "/palette/?q=maria")


def test_one_letter_asks_nothing_but_offers_the_search(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    assert page_of(client, "/palette/?q=m", **HTMX).count('role="option"') == 1
    assert 'role="option"' not in page_of(client, "/palette/?q=", **HTMX)


def test_it_is_for_those_who_signed_in(db: None) -> None:
    assert Client().get("/palette/?q=maria").status_code == 302
