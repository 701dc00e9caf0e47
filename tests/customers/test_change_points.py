"""Addresses and numbers: one owner each, one primary of each kind."""

import pytest
from django.db import IntegrityError, transaction

from caseway.customers.commands import (
    AddressTaken,
    add_point,
    make_primary,
    mark_reachable,
    mark_undeliverable,
    remove_point,
)
from caseway.customers.models import ContactPoint
from caseway.customers.testing import make_account, make_contact, make_point
from caseway.kernel.access import SYSTEM
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ChangeRecord, EventRecord

pytestmark = pytest.mark.django_db


def primaries(owner) -> list[str]:
    return list(owner.points.filter(is_primary=True).order_by("kind").values_list("value", flat=True))


def test_the_first_of_a_kind_is_primary_until_another_is(writer):
    maria = make_contact()
    add_point(maria, actor=writer, kind="email", value="maria@lumenlabs.example")
    second = add_point(maria, actor=writer, kind="email", value="maria@home.example")
    add_point(maria, actor=writer, kind="phone", value="+49 30 1234567")
    assert primaries(maria) == ["maria@lumenlabs.example", "+49 30 1234567"]
    make_primary(second, actor=writer)
    assert primaries(maria) == ["maria@home.example", "+49 30 1234567"]
    add_point(maria, actor=writer, kind="email", value="m@new.example", is_primary=True)
    assert primaries(maria) == ["m@new.example", "+49 30 1234567"]
    assert EventRecord.objects.filter(name="customers.ContactChanged", payload__fields=["points"]).count() == 5


def test_an_address_the_owner_has_is_not_added_twice(writer):
    maria = make_contact(email="maria@lumenlabs.example")
    other = make_point(maria, "maria@home.example", is_primary=False)
    again = add_point(maria, actor=writer, kind="email", value="MARIA@HOME.example")
    assert again == other
    assert add_point(maria, actor=writer, kind="email", value="MARIA@HOME.example", is_primary=True).is_primary
    assert maria.points.count() == 2


def test_an_address_has_one_owner_among_contacts_and_accounts(writer):
    make_account(email="office@lumenlabs.example")
    with pytest.raises(AddressTaken):
        add_point(make_contact(), actor=writer, kind="email", value="Office@lumenlabs.example")
    assert ContactPoint.objects.count() == 1


def test_when_the_primary_goes_the_oldest_other_follows(writer):
    account = make_account(email="a@lumenlabs.example")
    make_point(account, "b@lumenlabs.example", is_primary=False)
    make_point(account, "c@lumenlabs.example", is_primary=False)
    remove_point(account.points.get(value="a@lumenlabs.example"), actor=writer)
    assert primaries(account) == ["b@lumenlabs.example"]
    remove_point(account.points.get(value="c@lumenlabs.example"), actor=writer)
    remove_point(account.points.get(value="b@lumenlabs.example"), actor=writer)
    assert not account.points.exists()
    assert ChangeRecord.objects.filter(action="removed").count() == 3


@pytest.mark.parametrize(
    ("kind", "value", "field"), [("email", "maria", "value"), ("phone", "call", "value"), ("fax", "+49 30 1", "kind")]
)
def test_what_cannot_be_reached_is_refused(writer, kind, value, field):
    maria = make_contact()
    with pytest.raises(Invalid) as caught:
        add_point(maria, actor=writer, kind=kind, value=value)
    assert list(caught.value.fields) == [field]
    assert not maria.points.exists()


def test_an_address_that_bounces_is_marked_until_it_works_again():
    maria = make_contact(email="maria@lumenlabs.example")
    assert mark_undeliverable("Maria@LumenLabs.example", actor=SYSTEM).is_undeliverable
    mark_undeliverable("maria@lumenlabs.example", actor=SYSTEM)
    assert EventRecord.objects.count() == 1
    mark_reachable("maria@lumenlabs.example", actor=SYSTEM)
    assert not maria.points.get().is_undeliverable
    assert mark_undeliverable("nobody@lumenlabs.example", actor=SYSTEM) is None


def test_whoever_may_only_read_changes_no_point(reader):
    maria = make_contact(email="maria@lumenlabs.example")
    point = maria.points.get()
    for refused in (
        lambda: add_point(maria, actor=reader, kind="email", value="m@x.example"),
        lambda: remove_point(point, actor=reader),
        lambda: make_primary(point, actor=reader),
        lambda: mark_undeliverable("maria@lumenlabs.example", actor=reader),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(maria.points.values_list("value", "is_undeliverable")) == [("maria@lumenlabs.example", False)]


def test_the_database_itself_holds_points_to_one_owner_and_one_primary():
    maria, account = make_contact(email="maria@lumenlabs.example"), make_account(email="a@lumenlabs.example")
    rows = [
        {"contact": maria, "account": account, "normalized": "x@x.example"},
        {"normalized": "x@x.example"},
        {"contact": maria, "normalized": "maria@lumenlabs.example"},
        {"contact": maria, "normalized": "x@x.example", "is_primary": True},
        {"account": account, "normalized": "x@x.example", "is_primary": True},
    ]
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactPoint.objects.create(kind="email", value="x", **row)
