"""Changing customers in dialogs."""

from typing import Any

import pytest

from caseway.customers.models import Account, Asset, Contact, ContactPoint, Product
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.world import World, make_agent

HTMX = {"HX-Request": "true"}
ACCOUNT: dict[str, Any] = {
    "name": "Harbor Bakery",
    "tier": "silver",
    "website": "https://harbor.example",
    "email": "hello@harbor.example",
    "phone": "",
}


@pytest.fixture
def ana(world: World) -> Agent:
    """An agent, who may write down customers."""
    return make_agent("Ana Ferro", role="agent", team=world.gold_team)


@pytest.fixture
def author(world: World) -> Agent:
    """Writes articles, and may not look at customers."""
    return make_agent("Kay Author", role="knowledge-author")


def test_an_account_is_created_and_shown(ana: Agent, signed_in: SignIn) -> None:
    answer = signed_in(ana).post("/customers/new-account/", ACCOUNT, headers=HTMX)
    account = Account.objects.get(name="Harbor Bakery")
    assert answer["HX-Redirect"] == f"/customers/accounts/{account.number}/"
    assert (account.tier, account.website) == ("silver", "https://harbor.example")
    assert [point.value for point in account.points.all()] == ["hello@harbor.example"]


def test_a_contact_is_created_in_an_account(world: World, ana: Agent, signed_in: SignIn) -> None:
    client = signed_in(ana)
    form = client.get(f"/customers/new-contact/?account={world.account.number}", headers=HTMX).content.decode()
    assert f'value="{world.account.number}"' in form
    posted = {"name": "Luca Romano", "account": world.account.number.lower(), "email": "luca@lumenlabs.example"}
    client.post("/customers/new-contact/", posted)
    assert Contact.objects.get(name="Luca Romano").account == world.account


def test_what_is_known_is_changed(world: World, ana: Agent, signed_in: SignIn) -> None:
    client = signed_in(ana)
    client.post(f"/customers/accounts/{world.account.number}/edit/", {"name": "Lumen AG", "tier": "gold"})
    client.post(f"/customers/contacts/{world.maria.pk}/edit/", {"name": "Maria G.", "job_title": "Buyer"})
    assert (Account.objects.get().name, Contact.objects.get().job_title) == ("Lumen AG", "Buyer")
    assert Contact.objects.get().account is None


def test_addresses_are_added_preferred_and_removed(world: World, ana: Agent, signed_in: SignIn) -> None:
    client = signed_in(ana)
    path = f"/customers/contacts/{world.maria.pk}/add-point/"
    client.post(path, {"kind": "email", "value": "maria@home.example"}, headers=HTMX)
    point = ContactPoint.objects.get(value="maria@home.example")
    assert not point.is_primary
    client.post(f"/customers/points/{point.pk}/primary/", headers=HTMX)
    point.refresh_from_db()
    assert point.is_primary
    ContactPoint.objects.filter(pk=point.pk).update(is_undeliverable=True)
    client.post(f"/customers/points/{point.pk}/reachable/", headers=HTMX)
    point.refresh_from_db()
    assert not point.is_undeliverable
    client.post(f"/customers/points/{point.pk}/remove/", headers=HTMX)
    assert [one.value for one in world.maria.points.all()] == ["maria@lumenlabs.example"]


def test_an_address_somebody_has_is_refused_beside_its_field(world: World, ana: Agent, signed_in: SignIn) -> None:
    path = f"/customers/accounts/{world.account.number}/add-point/"
    answer = signed_in(ana).post(path, {"kind": "email", "value": "maria@lumenlabs.example"}, headers=HTMX)
    assert (answer.status_code, "belongs to another customer" in answer.content.decode()) == (422, True)
    assert ContactPoint.objects.count() == 1


def test_what_they_own_is_registered(world: World, ana: Agent, signed_in: SignIn) -> None:
    product = Product.objects.create(name="Brewer 3", sku="BR-3")
    posted = {"product": product.pk, "serial": "B3-77", "bought_on": "2026-01-02"}
    signed_in(ana).post(f"/customers/accounts/{world.account.number}/add-asset/", posted, headers=HTMX)
    assert Asset.objects.get().account == world.account


@pytest.mark.parametrize(
    ("path", "posted", "said"),
    [
        ("new-account/", ACCOUNT | {"name": ""}, "This field is required."),
        ("new-account/", ACCOUNT | {"name": "x" * 161}, "at most 160"),
        ("new-account/", ACCOUNT | {"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ("new-account/", ACCOUNT | {"tier": "platinum"}, "Select a valid choice."),
        ("new-account/", ACCOUNT | {"email": "nobody"}, "Enter a valid email address."),
        ("new-account/", ACCOUNT | {"email": "maria@lumenlabs.example"}, "belongs to another customer"),
        ("new-contact/", {"name": "Luca", "account": "ACC-0"}, "There is no account ACC-0."),
        ("new-contact/", {"name": "Luca", "time_zone": "Mars/Base"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    path: str, posted: dict[str, Any], said: str, ana: Agent, signed_in: SignIn
) -> None:
    answer = signed_in(ana).post(f"/customers/{path}", posted, headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (Account.objects.count(), Contact.objects.count()) == (1, 1)


def test_who_may_not_write_customers_changes_nothing(world: World, author: Agent, signed_in: SignIn) -> None:
    client = signed_in(author)
    point = ContactPoint.objects.get()
    here = f"/customers/contacts/{world.maria.pk}"
    for path in ("/customers/new-account/", "/customers/new-contact/", f"{here}/edit/", f"{here}/add-point/"):
        assert client.post(path, ACCOUNT).status_code == 403
    for verb in ("remove", "primary", "reachable"):
        assert client.post(f"/customers/points/{point.pk}/{verb}/").status_code == 403
    assert (Account.objects.count(), Contact.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)
