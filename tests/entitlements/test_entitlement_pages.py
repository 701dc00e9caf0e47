import pytest
from django.urls import reverse

from caseway.customers.models import Account
from caseway.entitlements.commands import consume_on_resolution
from caseway.entitlements.models import Entitlement
from caseway.entitlements.testing import make_entitlement
from caseway.kernel.access import SYSTEM
from caseway.kernel.models import User
from caseway.operations.models import Agent, Role, RoleAssignment

DIALOG = {"HX-Request": "true"}


def sign_in(client, *permissions: str):
    role = Role.objects.create(name="R", slug="r", permissions=dict.fromkeys(permissions, "all"))
    agent = Agent.objects.create(user=User.objects.create_user("ada@caseway.example"), name="Ada")
    RoleAssignment.objects.create(agent=agent, role=role)
    client.force_login(agent.user)
    return client


@pytest.fixture
def page(client, db):
    return sign_in(client, "entitlements.read", "entitlements.write")


def agreed(customer: Account, **values: object) -> dict[str, object]:
    customer.refresh_from_db()
    defaults = {"name": "Gold", "account": customer.number, "starts_on": "2026-01-01", "ends_on": "2099-12-31"}
    return defaults | {"allocation": "cases", "total": "15", "decrease_on": "resolution"} | values


def open_(page, name: str, *args: object, **headers: str):
    return page.get(reverse(f"entitlements:{name}", args=args), headers=headers)


def post(page, name: str, contract: Entitlement, data: dict[str, object] | None = None):
    return page.post(reverse(f"entitlements:{name}", args=[contract.pk]), data or {})


def test_the_page_shows_what_is_left_and_why(page, account):
    gold = make_entitlement(account, channels={"email": 5})
    consume_on_resolution(gold.pk, channel="email", reference="CAS-7", decrements=True, actor=SYSTEM)
    content = open_(page, "entitlement", gold.pk).content.decode()
    for words in ("14 cases of 15 cases", "4 cases", "CAS-7", "Case resolved", "−1 case", "Lumen Labs"):
        assert words in content


def test_the_list_shows_one_state_when_asked(page, account, django_assert_num_queries):
    for number in range(5):
        make_entitlement(account, name=f"Contract {number}")
    make_entitlement(account, name="Draft one", status="draft")
    everything = open_(page, "entitlements").content.decode()
    assert "Contract 4" in everything
    assert "Draft one" in everything
    with django_assert_num_queries(8, exact=False):
        active = page.get(reverse("entitlements:entitlements") + "?state=active").content.decode()
    assert "Contract 4" in active
    assert "Draft one" not in active


def test_a_contract_is_agreed_edited_activated_cancelled_and_renewed(page, account, contact):
    made = page.post(
        reverse("entitlements:entitlements_new"), agreed(account, channels="email 5\nphone: 2"), headers=DIALOG
    )
    contract = Entitlement.objects.get()
    assert made.headers["HX-Redirect"] == reverse("entitlements:entitlement", args=[contract.pk])
    assert dict(contract.channels.values_list("channel", "total")) == {"email": 5, "phone": 2}
    assert open_(page, "edit_entitlement", contract.pk, **DIALOG).status_code == 200
    post(page, "edit_entitlement", contract, agreed(account, allocation="hours", total="1.5", contacts=[contact.pk]))
    contract.refresh_from_db()
    assert (contract.total, contract.remaining, contract.contacts.get()) == (90, 90, contact)
    post(page, "activate_entitlement", contract)
    post(page, "make_default", contract)
    post(page, "cancel_entitlement", contract)
    post(page, "renew_entitlement", contract)
    contract.refresh_from_db()
    assert (contract.status, Entitlement.objects.count()) == ("canceled", 2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"account": "ACC-0"}, "There is no account with this number."),
        ({"account": ""}, "Choose an account or a contact"),
        ({"total": "1.5"}, "not a whole number of cases"),
        ({"channels": "lots of mail"}, "write a channel and its part"),
        ({"ends_on": "2020-01-01"}, "not before the start"),
        ({"allocation": "hours", "decrease_on": "creation"}, "decrease on case resolution"),
    ],
)
def test_what_cannot_be_is_shown_at_its_field(page, account, values, sentence):
    answer = page.post(reverse("entitlements:entitlements_new"), agreed(account, **values), headers=DIALOG)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Entitlement.objects.exists()


def test_a_reader_changes_nothing_and_a_stranger_sees_nothing(client, account):
    gold = make_entitlement(account)
    reader = sign_in(client, "entitlements.read")
    assert open_(reader, "entitlement", gold.pk).status_code == 200
    for name in ("edit", "activate", "deactivate", "cancel", "renew"):
        assert post(reader, f"{name}_entitlement", gold).status_code == 403
    assert post(reader, "make_default", gold).status_code == 403
    Role.objects.update(permissions={})
    assert open_(reader, "entitlement", gold.pk).status_code == 403
    assert open_(reader, "entitlements").status_code == 403
    gold.refresh_from_db()
    assert (gold.status, gold.is_default, Entitlement.objects.count()) == ("activated", False, 1)
