"""Products on their settings page."""

import pytest
from django.test import Client

from caseway.customers.models import Product
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.fixtures import SignIn

PRODUCTS = "/settings/products/"
KETTLE = {"name": "Kettle", "sku": "K-1"}


@pytest.fixture
def browser(administrator: Agent, signed_in: SignIn) -> Client:
    return signed_in(administrator)


def test_a_product_is_added_and_changed(browser: Client) -> None:
    answer = browser.post(f"{PRODUCTS}new/", KETTLE | {"is_active": "on"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    kettle = Product.objects.get(sku="K-1")
    browser.post(f"{PRODUCTS}{kettle.pk}/", KETTLE)
    kettle.refresh_from_db()
    assert not kettle.is_active
    assert "K-1" in browser.get(PRODUCTS).content.decode()
    assert ChangeRecord.objects.filter(kind="product", object_id=kettle.pk).count() == 2


def test_a_name_is_taken_once(browser: Client) -> None:
    Product.objects.create(**KETTLE)
    answer = browser.post(f"{PRODUCTS}new/", KETTLE)
    assert (answer.status_code, Product.objects.count()) == (422, 1)


@pytest.mark.parametrize("who", ["owner", "supervisor"])
def test_only_administrators_configure(who: str, request: pytest.FixtureRequest, signed_in: SignIn) -> None:
    agent = signed_in(request.getfixturevalue(who))
    for path in (PRODUCTS, f"{PRODUCTS}new/"):
        assert agent.get(path).status_code == 403
    assert (agent.post(f"{PRODUCTS}new/", KETTLE).status_code, Product.objects.count()) == (403, 0)
