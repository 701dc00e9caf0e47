from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseway.customers.models import Account, Contact, Product
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import (
    default_entitlement,
    entitlement_in_force,
    state_condition,
    state_of,
    visible_entitlements,
)
from caseway.entitlements.rules import State
from caseway.entitlements.testing import make_entitlement


def found(account, contact, product=None, at=None) -> Entitlement | None:
    return default_entitlement(
        account_id=account and account.pk,
        contact_id=contact and contact.pk,
        product_id=product and product.pk,
        at=at or timezone.now(),
    )


def test_the_accounts_default_covers_its_contact_in_one_statement(account, contact):
    gold = make_entitlement(account, is_default=True)
    with CaptureQueriesContext(connection) as queries:
        assert found(account, contact) == gold
    assert len(queries) == 1


def test_a_contract_that_is_not_the_default_is_not_chosen(account, contact):
    make_entitlement(account)
    assert found(account, contact) is None


def test_listed_contacts_are_covered_and_others_are_not(account, contact):
    other = Contact.objects.create(name="Otto", account=account)
    gold = make_entitlement(account, is_default=True, contacts=[contact])
    assert found(account, contact) == gold
    assert found(account, other) is None
    assert found(account, None) is None


def test_listed_products_are_covered_and_others_are_not(account, contact):
    oven, mixer = (Product.objects.create(name=name, sku=name) for name in ("Oven", "Mixer"))
    gold = make_entitlement(account, is_default=True, products=[oven])
    assert found(account, contact, oven) == gold
    assert found(account, contact, mixer) is None
    assert found(account, contact) is None


def test_the_contacts_own_contract_comes_after_the_accounts(account, contact):
    own = make_entitlement(contact=contact, is_default=True)
    assert found(account, contact) == own
    gold = make_entitlement(account, is_default=True)
    assert found(account, contact) == gold
    assert found(None, contact) == own
    assert found(None, None) is None


def test_another_customers_contract_does_not_count(account, contact):
    make_entitlement(Account.objects.create(name="Other"), is_default=True)
    assert found(account, contact) is None


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-11-09", "waiting"), ("2026-11-10", "active"), ("2026-11-20", "active"), ("2026-11-21", "expired")],
)
def test_the_state_follows_the_dates_in_memory_and_in_rows(account, contact, day, state):
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    starts_on = datetime(2026, 11, 10, tzinfo=UTC).date()
    contract = make_entitlement(account, is_default=True, starts_on=starts_on, ends_on=starts_on + timedelta(days=10))
    assert state_of(contract, at.date()) == state
    assert [s for s in State if Entitlement.objects.filter(state_condition(s, at.date())).exists()] == [state]
    assert entitlement_in_force(contract, at) == (state == "active")
    assert found(account, contact, at=at) == (contract if state == "active" else None)


@pytest.mark.parametrize("status", ["draft", "canceled"])
def test_drafts_and_cancelled_contracts_cover_nothing(account, contact, status):
    contract = make_entitlement(account, is_default=True, status=status)
    assert found(account, contact) is None
    assert Entitlement.objects.filter(state_condition(State(status))).get() == contract


def test_only_who_may_read_contracts_sees_them(account, supervisor, stranger):
    gold = make_entitlement(account)
    assert list(visible_entitlements(supervisor)) == [gold]
    assert not visible_entitlements(stranger).exists()
