from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from caseway.entitlements.commands import consume_on_resolution
from caseway.entitlements.models import Entitlement
from caseway.entitlements.testing import make_entitlement
from caseway.kernel.access import SYSTEM
from tests.callers import make_caller

READ, WRITE = "entitlements.read", "entitlements.write"


@pytest.fixture
def calling(client, db):
    """`call = calling(READ)`; `call("get", "/entitlements")` answers as an agent with these permissions."""
    return partial(make_caller, client)


def agreed(account, **values: object) -> dict[str, object]:
    today = timezone.localdate()
    defaults = {"name": "Gold", "account_id": account.pk, "starts_on": today.isoformat(), "total_term": 15}
    return defaults | {"ends_on": (today + timedelta(days=364)).isoformat()} | values


def test_a_contract_shows_its_terms_its_state_and_its_ledger(account, calling):
    gold = make_entitlement(account, channels={"email": 5})
    consume_on_resolution(gold.pk, channel="email", reference="CAS-1", decrements=True, actor=SYSTEM)
    answer = calling(READ)("get", f"/entitlements/{gold.pk}").json()
    assert (answer["state"], answer["unit"], answer["total_term"], answer["remaining_term"]) == (
        "active",
        "cases",
        15,
        14,
    )
    assert answer["channels"] == [{"channel": "email", "total_term": 5, "remaining_term": 4}]
    [entry] = answer["ledger"]
    assert (entry["amount"], entry["remaining_term"], entry["reference"], entry["reason"]) == (
        -1,
        14,
        "CAS-1",
        "resolved",
    )
    assert calling(READ)("get", f"/entitlements/{gold.pk}/ledger").json() == {"items": [entry], "next": None}


def test_a_contract_by_hours_is_read_in_hours(account, calling):
    hours = make_entitlement(account, allocation="hours", total=90)
    answer = calling(READ)("get", f"/entitlements/{hours.pk}").json()
    assert (answer["unit"], answer["total_term"]) == ("hours", 1.5)


def test_the_list_is_filtered_by_customer_and_state(account, contact, calling):
    gold = make_entitlement(account)
    make_entitlement(account, status="draft")
    make_entitlement(contact=contact)
    found = calling(READ)("get", f"/entitlements?account_id={account.pk}&state=active").json()["items"]
    assert [item["id"] for item in found] == [gold.pk]


def test_a_contract_is_agreed_changed_activated_and_renewed_after_its_end(account, contact, calling):
    call = calling(READ, WRITE)
    made = call("post", "/entitlements", agreed(account, contact_ids=[contact.pk], channels={"email": 5})).json()
    assert (made["state"], made["remaining_term"], made["contact_ids"]) == ("draft", 15, [contact.pk])
    path = f"/entitlements/{made['id']}"
    assert call("patch", path, {"total_term": 20, "is_restricted": True}).json()["remaining_term"] == 20
    assert call("post", f"{path}/activate").json()["state"] == "active"
    assert call("patch", path, {"total_term": 30}).status_code == 409
    assert call("post", f"{path}/make-default").json()["is_default"]
    assert call("post", f"{path}/renew").status_code == 409
    assert call("post", f"{path}/cancel").json()["state"] == "canceled"
    renewal = call("post", f"{path}/renew")
    assert (renewal.status_code, renewal.json()["state"], renewal.json()["total_term"]) == (201, "draft", 20)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account_id": 2**62}, "account"),
        ({"product_ids": [2**62]}, "products"),
        ({"policy_id": 2**62}, "policy"),
        ({"total_term": 1.5}, "total_term"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(account, calling, values, field):
    answer = calling(READ, WRITE)("post", "/entitlements", agreed(account, **values))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Entitlement.objects.exists()


def test_a_reader_changes_nothing_and_a_stranger_sees_nothing(account, calling):
    gold = make_entitlement(account, ends_on=date(2099, 1, 1))
    reader, stranger = calling(READ), calling()
    for verb in ("activate", "deactivate", "cancel", "renew", "make-default"):
        assert reader("post", f"/entitlements/{gold.pk}/{verb}").status_code == 403
        assert stranger("post", f"/entitlements/{gold.pk}/{verb}").status_code == 404
    assert reader("patch", f"/entitlements/{gold.pk}", {"name": "Mine"}).status_code == 403
    assert reader("post", "/entitlements", agreed(account)).status_code == 403
    assert stranger("get", f"/entitlements/{gold.pk}").status_code == 404
    assert stranger("get", "/entitlements").json() == {"items": [], "next": None}
    gold.refresh_from_db()
    assert (gold.name, gold.status, Entitlement.objects.count()) == ("Gold support", "activated", 1)
