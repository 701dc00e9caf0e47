from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from caseway.customers.models import Account
from caseway.entitlements.commands import (
    EntitlementUsedUp,
    consume_on_creation,
    consume_on_reactivation,
    consume_on_resolution,
    restore_on_cancel,
    swap,
)
from caseway.entitlements.models import Entitlement, LedgerEntry
from caseway.entitlements.queries import balance_of, ledger_of
from caseway.entitlements.testing import make_entitlement
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic, unit_of_work
from caseway.kernel.models import EventRecord

CASE = {"channel": "email", "reference": "CAS-1", "decrements": True, "actor": SYSTEM}


def remaining(entitlement: Entitlement) -> tuple[int, ...]:
    entitlement.refresh_from_db()
    return (entitlement.remaining, *entitlement.channels.values_list("remaining", flat=True))


def test_the_story_ends_with_fourteen_of_fifteen(account):
    gold = make_entitlement(account)
    consume_on_creation(gold, **CASE)
    assert remaining(gold) == (15,)
    consume_on_resolution(gold.pk, billable_minutes=20, **CASE)
    assert remaining(gold) == (14,)
    entry = ledger_of(gold).get()
    assert (entry.amount, entry.remaining, entry.reason, entry.reference, entry.channel, entry.actor) == (
        -1,
        14,
        "resolved",
        "CAS-1",
        "email",
        "system:0",
    )
    moved = EventRecord.objects.get(name="entitlements.EntitlementMoved")
    assert moved.payload == {"entitlement_id": gold.pk, "amount": -1, "remaining": 14, "reference": "CAS-1"}
    assert balance_of(gold).text == "14 cases"


def test_opening_a_case_that_counts_on_resolution_costs_no_statement_and_no_lock(account):
    gold = make_entitlement(account)
    with atomic(), CaptureQueriesContext(connection) as queries:
        consume_on_creation(gold, **CASE)
    assert len(queries) == 0


def test_without_a_contract_nothing_happens(db):
    consume_on_creation(None, **CASE)
    consume_on_resolution(None, **CASE)
    restore_on_cancel(None, **CASE)
    consume_on_reactivation(None, was="resolved", **CASE)
    swap(None, None, **CASE)
    assert not LedgerEntry.objects.exists()


def test_a_case_that_does_not_count_moves_nothing(account):
    gold = make_entitlement(account, decrease_on="creation", is_restricted=True, total=0)
    consume_on_creation(gold, **CASE | {"decrements": False})
    restore_on_cancel(gold.pk, **CASE | {"decrements": False})
    assert remaining(gold) == (0,)


def test_on_creation_a_cancelled_case_gives_back_and_a_reactivated_one_takes_again(account):
    contract = make_entitlement(account, decrease_on="creation", channels={"email": 5, "phone": 3})
    consume_on_creation(contract, **CASE)
    assert remaining(contract) == (14, 4, 3)
    consume_on_resolution(contract.pk, **CASE)
    consume_on_reactivation(contract.pk, was="resolved", **CASE)
    assert remaining(contract) == (14, 4, 3)
    restore_on_cancel(contract.pk, **CASE)
    assert remaining(contract) == (15, 5, 3)
    consume_on_reactivation(contract.pk, was="canceled", **CASE)
    assert remaining(contract) == (14, 4, 3)
    assert [entry.amount for entry in ledger_of(contract)] == [-1, 1, -1]


def test_told_twice_it_counts_once(account):
    contract = make_entitlement(account)
    consume_on_resolution(contract.pk, **CASE)
    consume_on_resolution(contract.pk, **CASE)
    assert remaining(contract) == (14,)
    assert ledger_of(contract).count() == 1


def test_hours_take_the_billable_minutes_and_give_the_same_back(account):
    contract = make_entitlement(account, allocation="hours", total=600)
    consume_on_resolution(contract.pk, billable_minutes=95, **CASE)
    assert remaining(contract) == (505,)
    assert balance_of(contract).text == "8 h 25 min"
    consume_on_reactivation(contract.pk, was="resolved", billable_minutes=1, **CASE)
    assert remaining(contract) == (600,)


def test_what_is_given_back_returns_to_the_channel_it_was_taken_from(account):
    contract = make_entitlement(account, channels={"email": 5, "phone": 3})
    consume_on_resolution(contract.pk, **CASE)
    consume_on_reactivation(contract.pk, was="resolved", **CASE | {"channel": "phone"})
    assert remaining(contract) == (15, 5, 3)


def test_an_open_contract_may_go_below_zero(account):
    contract = make_entitlement(account, total=0)
    consume_on_resolution(contract.pk, **CASE)
    assert remaining(contract) == (-1,)


def test_a_restricted_contract_refuses_the_case_that_is_one_too_many(account):
    contract = make_entitlement(account, total=1, decrease_on="creation", is_restricted=True)
    consume_on_creation(contract, **CASE)
    with pytest.raises(EntitlementUsedUp, match="has 0 cases left"), transaction.atomic():
        consume_on_creation(contract, **CASE | {"reference": "CAS-2"})
    assert remaining(contract) == (0,)
    assert ledger_of(contract).count() == 1


def test_a_restricted_channel_refuses_although_the_whole_has_some_left(account):
    contract = make_entitlement(account, is_restricted=True, channels={"email": 0})
    with pytest.raises(EntitlementUsedUp, match="channel"), transaction.atomic():
        consume_on_creation(contract, **CASE)
    consume_on_creation(contract, **CASE | {"channel": "phone"})


def test_swapping_credits_the_old_contract_and_debits_the_new(account):
    old = make_entitlement(account, decrease_on="creation")
    new = make_entitlement(account, decrease_on="creation", total=3)
    consume_on_creation(old, **CASE)
    swap(old.pk, new.pk, **CASE)
    assert (remaining(old), remaining(new)) == ((15,), (2,))
    swap(new.pk, None, **CASE)
    assert (remaining(old), remaining(new)) == ((15,), (3,))


def test_a_refused_swap_changes_neither(account):
    old = make_entitlement(account, decrease_on="creation")
    new = make_entitlement(account, decrease_on="creation", total=0, is_restricted=True)
    consume_on_creation(old, **CASE)
    with pytest.raises(EntitlementUsedUp), transaction.atomic():
        swap(old.pk, new.pk, **CASE)
    assert (remaining(old), remaining(new)) == ((14,), (0,))


@pytest.mark.django_db(transaction=True)
def test_of_many_cases_at_once_exactly_as_many_get_in_as_are_left():
    account = Account.objects.create(name="Busy")
    contract = make_entitlement(account, total=5, decrease_on="creation", is_restricted=True, channels={"email": 5})

    def open_case(number: int) -> bool:
        with unit_of_work():
            try:
                with transaction.atomic():
                    consume_on_creation(contract, **CASE | {"reference": f"CAS-{number}"})
            except EntitlementUsedUp:
                return False
        return True

    with ThreadPoolExecutor(8) as threads:
        accepted = sum(threads.map(open_case, range(12)))
    assert accepted == 5
    assert remaining(contract) == (0, 0)
    assert sorted(contract.ledger.values_list("remaining", flat=True)) == [0, 1, 2, 3, 4]
