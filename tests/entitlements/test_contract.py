from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from caseway.customers.models import Account, Contact
from caseway.entitlements.commands import (
    Contract,
    NotInThisState,
    activate_entitlement,
    cancel_entitlement,
    consume_on_resolution,
    contract_of,
    create_entitlement,
    deactivate_entitlement,
    edit_entitlement,
    make_default,
    renew_entitlement,
)
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import state_of
from caseway.entitlements.rules import Allocation, DecreaseOn
from caseway.entitlements.testing import make_entitlement
from caseway.kernel.access import SYSTEM
from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Invalid, NotAllowed


def agreed(account: Account, **values: object) -> Contract:
    today = timezone.localdate()
    defaults = {"name": "Gold", "starts_on": today, "ends_on": today + timedelta(days=364), "total": 15}
    return Contract(**defaults | {"account_id": account.pk} | values)


def test_a_contract_is_a_draft_until_it_is_activated(account, contact, supervisor):
    contract = create_entitlement(agreed(account, contact_ids=[contact.pk], channels={"email": 5}), actor=supervisor)
    assert (state_of(contract), contract.remaining) == ("draft", 15)
    assert list(contract.contacts.all()) == [contact]
    assert contract.channels.get().remaining == 5
    assert state_of(activate_entitlement(contract, actor=supervisor)) == "active"
    assert changes_of(contract).first().changes == {"status": ["draft", "activated"]}


def test_one_that_starts_later_waits(account, supervisor):
    later = timezone.localdate() + timedelta(days=3)
    contract = create_entitlement(agreed(account, starts_on=later), actor=supervisor)
    assert state_of(activate_entitlement(contract, actor=supervisor)) == "waiting"


def test_an_active_contract_is_read_only_until_it_is_deactivated(account, supervisor):
    contract = make_entitlement(account, channels={"email": 5})
    consume_on_resolution(contract.pk, channel="email", reference="CAS-1", decrements=True, actor=SYSTEM)
    longer = replace(contract_of(contract), total=20, channels={"email": 8, "phone": 2})
    with pytest.raises(NotInThisState, match="deactivate it"):
        edit_entitlement(contract, longer, actor=supervisor)
    edited = edit_entitlement(deactivate_entitlement(contract, actor=supervisor), longer, actor=supervisor)
    assert (edited.total, edited.remaining) == (20, 19)
    assert list(edited.channels.order_by("channel").values_list("channel", "total", "remaining")) == [
        ("email", 8, 7),
        ("phone", 2, 2),
    ]


def test_renewing_an_expired_contract_copies_it_for_as_many_days_from_today(account, contact, supervisor):
    old = make_entitlement(
        account,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        remaining=2,
        contacts=[contact],
        channels={"email": 5},
    )
    new = renew_entitlement(old, actor=supervisor)
    assert (new.starts_on, new.ends_on - new.starts_on) == (timezone.localdate(), timedelta(days=364))
    assert (state_of(new), new.remaining, list(new.contacts.all())) == ("draft", 15, [contact])
    assert new.channels.get().remaining == 5
    old.refresh_from_db()
    assert (old.remaining, old.ends_on) == (2, date(2025, 12, 31))


def test_only_cancelled_and_expired_contracts_are_renewed(account, supervisor):
    contract = make_entitlement(account, is_default=True)
    with pytest.raises(NotInThisState, match="only a canceled or expired"):
        renew_entitlement(contract, actor=supervisor)
    cancelled = cancel_entitlement(contract, actor=supervisor)
    assert (state_of(cancelled), cancelled.is_default) == ("canceled", False)
    assert state_of(renew_entitlement(cancelled, actor=supervisor)) == "draft"


def test_a_customer_has_one_default(account, supervisor):
    old, new = make_entitlement(account, is_default=True), make_entitlement(account)
    make_default(new, actor=supervisor)
    assert Entitlement.objects.get(is_default=True) == new
    assert changes_of(old).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account_id": None}, "account"),
        ({"contact_id": 1}, "account"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"total": -1}, "total"),
        ({"allocation": Allocation.HOURS, "decrease_on": DecreaseOn.CREATION}, "decrease_on"),
        ({"channels": {"email": 16}}, "channels"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(account, supervisor, values, field):
    with pytest.raises(Invalid) as refusal:
        create_entitlement(agreed(account, **values), actor=supervisor)
    assert set(refusal.value.fields) == {field}
    assert not Entitlement.objects.exists()


def test_contacts_of_another_account_cannot_be_listed(account, supervisor):
    other = Contact.objects.create(name="Otto", account=Account.objects.create(name="Other"))
    with pytest.raises(Invalid) as refusal:
        create_entitlement(agreed(account, contact_ids=[other.pk]), actor=supervisor)
    assert set(refusal.value.fields) == {"contacts"}


@pytest.mark.parametrize("verb", [activate_entitlement, deactivate_entitlement, cancel_entitlement, renew_entitlement])
def test_who_may_not_write_contracts_changes_nothing(account, stranger, verb):
    contract = make_entitlement(account)
    with pytest.raises(NotAllowed):
        verb(contract, actor=stranger)
    contract.refresh_from_db()
    assert (contract.status, Entitlement.objects.count()) == ("activated", 1)
