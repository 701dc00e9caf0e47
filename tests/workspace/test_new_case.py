"""Opening a case by hand."""

from typing import Any

import pytest

from caseway.cases.models import Case
from caseway.customers.models import Account
from caseway.kernel.models import Share
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import HTMX, assert_cheap, page_of
from tests.world import World, make_agent

Fields = dict[str, Any]


@pytest.fixture
def fields(world: World) -> Fields:
    return {
        "customer": f"contact:{world.maria.pk}",
        "title": "Brewer leaks",
        "kind": "problem",
        "priority": "1",
        "origin": "phone",
        "description": "It drips.",
    }


def test_a_case_is_opened_and_shown(fields: Fields, world: World, owner: Agent, signed_in: SignIn) -> None:
    answer = signed_in(owner).post("/cases/new/", fields | {"takes_it": "on"})
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.number}/"
    assert (case.title, case.contact, case.account, case.priority) == ("Brewer leaks", world.maria, world.account, 1)
    assert (case.kind, case.origin, case.description, case.owner) == ("problem", "phone", "It drips.", owner)


def test_without_taking_it_the_case_waits(fields: Fields, owner: Agent, signed_in: SignIn) -> None:
    signed_in(owner).post("/cases/new/", fields)
    assert Case.objects.get().owner is None


def test_a_case_for_another_team_is_open_and_said_to_be(fields: Fields, stranger: Agent, signed_in: SignIn) -> None:
    answer = signed_in(stranger).post("/cases/new/", fields | {"takes_it": "on"})
    page = answer.content.decode()
    case = Case.objects.get()
    assert (answer.status_code, case.owner) == (200, None)
    assert f"{case.number} is open." in page
    assert "It waits in Gold, which your teams do not work." in page
    assert not Share.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"customer": ""}, "Choose a contact or an account."),
        ({"customer": "contact:999999"}, "This customer is not there any more: choose again."),
        ({"customer": "contact:99999999999999999999"}, "This customer is not there any more: choose again."),
        ({"customer": "agent:1"}, "This customer is not there any more: choose again."),
        ({"title": "   "}, "This field is required."),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"priority": "9"}, "Select a valid choice."),
        ({"origin": "device"}, "Select a valid choice."),
        ({"product": "0"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_opens_nothing(
    changed: Fields, said: str, fields: Fields, owner: Agent, signed_in: SignIn
) -> None:
    answer = signed_in(owner).post("/cases/new/", fields | changed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Case.objects.exists()


def test_a_customer_is_found_while_one_types(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = page_of(client, "/customers/pick/?who=mari", **HTMX)
    assert f'value="contact:{world.maria.pk}"' in page
    assert " checked" in page
    assert f'value="account:{world.account.pk}"' in page_of(client, "/customers/pick/?who=lumen", **HTMX)
    assert "Nobody found." in page_of(client, "/customers/pick/?who=zzzzqq%00", **HTMX)


def test_a_named_customer_is_chosen_already(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = page_of(client, f"/cases/new/?customer=account:{world.account.pk}&title=Call")
    chosen = page.split(f'value="account:{world.account.pk}" required')[1].split(">")[0]
    assert chosen.endswith(" checked")
    assert 'value="Call"' in page
    assert_cheap(client, f"/cases/new/?customer=account:{world.account.pk}")


def test_names_are_text_and_never_markup(world: World, owner: Agent, signed_in: SignIn) -> None:
    Account.objects.create(name="Evil <b>Corp</b>")
    assert "Evil &lt;b&gt;Corp" in page_of(signed_in(owner), "/customers/pick/?who=evil", **HTMX)


def test_who_may_not_open_cases_is_refused(world: World, signed_in: SignIn) -> None:
    author = make_agent("Kay Author", role="knowledge-author")
    client = signed_in(author)
    assert client.get("/cases/new/").status_code == 403
    assert client.get("/customers/pick/?who=mari").status_code == 403


def test_what_is_known_of_the_chosen_customer_stands_beside(
    gold_case: Case, world: World, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    for name in (f"contact:{world.maria.pk}", f"account:{world.account.pk}"):
        part = page_of(signed_in(owner), f"/customers/facts/?customer={name}", **HTMX)
        assert ("15 cases" in part, gold_case.title in part) == (True, True)
        assert gold_case.title not in page_of(signed_in(stranger), f"/customers/facts/?customer={name}", **HTMX)
    assert signed_in(owner).get("/customers/facts/?customer=contact:0").status_code == 404
    assert_cheap(signed_in(owner), f"/customers/facts/?customer=contact:{world.maria.pk}")
