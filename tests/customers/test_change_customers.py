"""Accounts and contacts: created and changed once, with audit and event; refused without trace."""

import pytest

from caseway.customers.commands import (
    AccountDetails,
    AddressTaken,
    ContactDetails,
    create_account,
    create_contact,
    update_account,
    update_contact,
)
from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.testing import make_account, make_contact
from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ChangeRecord, EventRecord

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, dict[str, object]]]:
    return list(EventRecord.objects.order_by("id").values_list("name", "payload"))


def test_a_new_account_has_a_number_its_addresses_a_change_record_and_an_event(writer):
    account = create_account(
        AccountDetails(name="Lumen Labs", tier="gold", website="https://lumenlabs.example"),
        actor=writer,
        emails=["Office@LumenLabs.example", "office@lumenlabs.EXAMPLE", "help@lumenlabs.example"],
        phones=["+49 30 1234567"],
    )
    assert account.number.startswith("ACC-")
    points = account.points.order_by("id").values_list("kind", "value", "normalized", "is_primary")
    assert list(points) == [
        ("email", "Office@LumenLabs.example", "office@lumenlabs.example", True),
        ("email", "help@lumenlabs.example", "help@lumenlabs.example", False),
        ("phone", "+49 30 1234567", "+49301234567", True),
    ]
    record = changes_of(account).get()
    assert (record.action, record.actor) == ("created", "agent:1")
    assert record.changes["name"] == [None, "Lumen Labs"]
    assert record.changes["number"] == [None, account.number]
    assert events() == [("customers.AccountCreated", {"account_id": account.pk})]


def test_account_numbers_rise(writer):
    first = create_account(AccountDetails(name="A"), actor=writer)
    second = create_account(AccountDetails(name="B"), actor=writer)
    assert int(second.number.removeprefix("ACC-")) == int(first.number.removeprefix("ACC-")) + 1


def test_an_account_is_changed_and_says_what_differs(writer):
    account = make_account("Lumen Labs", tier="silver")
    changed = update_account(account, actor=writer, details=AccountDetails(name="Lumen Labs", tier="gold"))
    assert changed.tier == "gold"
    assert changes_of(account).get().changes == {"tier": ["silver", "gold"]}
    assert events() == [("customers.AccountChanged", {"account_id": account.pk, "fields": ["tier"]})]


def test_a_change_that_changes_nothing_writes_nothing(writer):
    account, contact = make_account(), make_contact()
    update_account(account, actor=writer, details=AccountDetails.of(account))
    update_contact(contact, actor=writer, details=ContactDetails.of(contact))
    assert ChangeRecord.objects.count() == 0
    assert events() == []


def test_a_contact_is_created_in_an_account_and_moved(writer):
    account = make_account()
    contact = create_contact(
        ContactDetails(name="Maria Lopez", account_id=account.pk, time_zone="Europe/Madrid", language="es"),
        actor=writer,
        emails=["maria@lumenlabs.example"],
    )
    moved = update_contact(contact, actor=writer, details=ContactDetails(name="Maria Lopez", time_zone="Europe/Madrid"))
    assert moved.account_id is None
    assert moved.language == ""
    assert events() == [
        ("customers.ContactCreated", {"contact_id": contact.pk, "account_id": account.pk}),
        ("customers.ContactChanged", {"contact_id": contact.pk, "fields": ["account_id", "language"]}),
    ]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"name": "Maria", "account_id": 987654321}, "account"),
        ({"name": "Maria", "time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"name": "Maria", "language": "x" * 13}, "language"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_with_the_fields_name(writer, details, field):
    with pytest.raises(Invalid) as caught:
        create_contact(ContactDetails(**details), actor=writer)
    assert list(caught.value.fields) == [field]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "details", [{"name": "A", "tier": "platinum"}, {"name": "A", "website": "javascript:alert(1)"}]
)
def test_an_account_that_cannot_be_is_refused(writer, details):
    with pytest.raises(Invalid):
        create_account(AccountDetails(**details), actor=writer)
    assert not Account.objects.exists()


def test_an_address_of_somebody_else_makes_no_contact(writer):
    make_contact("Maria Lopez", email="maria@lumenlabs.example")
    with pytest.raises(AddressTaken, match=r"MARIA@lumenlabs.example belongs to another customer"):
        create_contact(ContactDetails(name="Maria Copy"), actor=writer, emails=["MARIA@lumenlabs.example"])
    assert Contact.objects.count() == 1
    assert ContactPoint.objects.count() == 1
    assert events() == []


def test_whoever_may_only_read_changes_nothing(reader, stranger):
    account, contact = make_account(), make_contact()
    for actor in (reader, stranger):
        for refused in (
            lambda actor=actor: create_account(AccountDetails(name="X"), actor=actor),
            lambda actor=actor: update_account(account, actor=actor, details=AccountDetails(name="X")),
            lambda actor=actor: create_contact(ContactDetails(name="X"), actor=actor),
            lambda actor=actor: update_contact(contact, actor=actor, details=ContactDetails(name="X")),
        ):
            with pytest.raises(NotAllowed):
                refused()
    assert [row.name for row in (*Account.objects.all(), *Contact.objects.all())] == ["Lumen Labs", "Maria Lopez"]
    assert events() == []
