"""Who somebody is by an address, and finding customers by anything one remembers of them."""

import pytest

from caseway.customers import queries
from caseway.customers.models import Account, Contact
from caseway.customers.testing import make_account, make_asset, make_contact, make_point, make_product
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.sql import wrong_paths

pytestmark = pytest.mark.django_db


@pytest.fixture
def lumen():
    account = make_account("Lumen Labs", email="office@lumenlabs.example")
    make_contact("Maria Lopez", email="maria@lumenlabs.example", phone="+49 30 1234567", account=account)
    make_contact("Jürgen Müller", email="jm@müller.example")
    make_contact("Ana %_ Sousa")
    make_account("Nordlicht Küchen")
    return account


def test_a_contact_is_known_by_address_with_the_account_in_one_query(lumen, django_assert_num_queries):
    with django_assert_num_queries(1):
        contact = queries.contact_by_address("Maria@LumenLabs.example")
        assert contact is not None
        assert (contact.name, contact.account) == ("Maria Lopez", lumen)


def test_an_address_may_be_an_accounts_own(lumen):
    assert queries.customer_by_address("office@lumenlabs.example") == queries.Customer(None, lumen)
    assert queries.contact_by_address("office@lumenlabs.example") is None


@pytest.mark.parametrize(
    "address", ["", "nobody@lumenlabs.example", "no address", "a\0@x.example", "x" * 5000 + "@x.example"]
)
def test_nobody_has_an_unknown_address(lumen, address):
    assert queries.customer_by_address(address) is None


def test_the_address_to_write_to_is_the_contacts_that_works(lumen, django_assert_num_queries):
    maria = Contact.objects.get(name="Maria Lopez")
    assert queries.primary_email(contact_id=maria.pk, account_id=lumen.pk) == "maria@lumenlabs.example"
    make_point(maria, "maria@home.example", is_primary=False)
    maria.points.filter(value="maria@lumenlabs.example").update(is_undeliverable=True)
    with django_assert_num_queries(1):
        assert queries.primary_email(contact_id=maria.pk, account_id=lumen.pk) == "maria@home.example"
    assert queries.primary_email(contact_id=None, account_id=lumen.pk) == "office@lumenlabs.example"
    assert queries.primary_email(contact_id=None, account_id=None) == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maria", ["Maria Lopez"]),
        ("maria lopes", ["Maria Lopez"]),
        ("opez", ["Maria Lopez"]),
        ("ma", ["Maria Lopez"]),
        ("op", []),
        ("MARIA@lumen", ["Maria Lopez"]),
        ("030 1234", []),
        ("30 1234-567", ["Maria Lopez"]),
        ("lumen", ["Maria Lopez"]),
        ("JÜRGEN", ["Jürgen Müller"]),
        ("%_ s", ["Ana %_ Sousa"]),
        ("zzz", []),
        ("\0", []),
    ],
)
def test_contacts_are_found(lumen, reader, text, names):
    assert [contact.name for contact in queries.search_contacts(reader, text)] == names


@pytest.mark.parametrize("text", ["lumen", "Lumen Lbas", "office@", "nonsense"])
def test_accounts_are_found(lumen, reader, text):
    found = [account.name for account in queries.search_accounts(reader, text)]
    assert found == ([] if text == "nonsense" else ["Lumen Labs"])
    assert [account.name for account in queries.search_accounts(reader, lumen.number.lower())] == ["Lumen Labs"]


def test_the_search_is_one_query_that_the_indexes_serve(lumen, reader, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(queries.search_contacts(reader, "maria"))


def test_a_stranger_sees_and_finds_nobody(lumen, stranger):
    make_asset(make_product(), account=lumen)
    for rows in (
        queries.visible_accounts(stranger),
        queries.visible_contacts(stranger),
        queries.visible_assets(stranger),
        queries.visible_products(stranger),
        queries.points_of(stranger),
        queries.search_contacts(stranger, "maria"),
        queries.search_accounts(stranger, "lumen"),
        queries.assets_of(stranger, account_id=lumen.pk),
    ):
        assert list(rows) == []


def test_what_a_customer_owns_is_the_contacts_and_the_accounts(lumen, reader):
    maria, product = Contact.objects.get(name="Maria Lopez"), make_product()
    make_asset(product, account=lumen, serial="A")
    make_asset(product, contact=maria, serial="B")
    make_asset(product, contact=make_contact("Other"), serial="C")
    owned = queries.assets_of(reader, contact_id=maria.pk, account_id=lumen.pk)
    assert {asset.serial for asset in owned} == {"A", "B"}
    assert list(queries.assets_of(reader)) == []


def test_the_fields_offered_to_conditions_exist():
    assert wrong_paths(Account, fields_of("account")) == []
    assert wrong_paths(Contact, fields_of("contact")) == []
    assert [value for value, _ in fields_of("contact")["tier"].offered] == ["standard", "silver", "gold"]
