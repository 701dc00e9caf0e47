"""Customers over REST: what is read, made, changed and refused."""

import json

import pytest

from caseway.customers.models import Account, Contact
from caseway.customers.testing import make_account, make_asset, make_contact, make_point, make_product

pytestmark = pytest.mark.django_db
READ, WRITE = "customers.read", "customers.write"


@pytest.fixture
def as_writer(client, bearer):
    return _caller(client, bearer(READ, WRITE, "settings.manage", name="asha"))


@pytest.fixture
def as_reader(client, bearer):
    return _caller(client, bearer(READ, name="ravi"))


@pytest.fixture
def as_stranger(client, bearer):
    return _caller(client, bearer(name="nobody"))


def _caller(client, headers):
    def call(method: str, path: str, data: object = None, **more: str):
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1{path}", headers={**headers, **more}, **body)

    return call


def test_an_account_is_created_read_changed_and_found(as_writer):
    made = as_writer(
        "post", "/accounts", {"name": "Lumen Labs", "tier": "gold", "emails": ["office@lumenlabs.example"]}
    )
    assert made.status_code == 201
    account = made.json()
    assert account["points"] == [
        {
            "id": account["points"][0]["id"],
            "kind": "email",
            "value": "office@lumenlabs.example",
            "is_primary": True,
            "is_undeliverable": False,
        }
    ]
    path = f"/accounts/{account['number']}"
    assert as_writer("get", path).json() == account
    assert as_writer("patch", path, {"tier": "silver"}).json() == {**account, "tier": "silver"}
    assert [item["number"] for item in as_writer("get", "/accounts?q=lumen").json()["items"]] == [account["number"]]
    assert as_writer("get", "/accounts?q=nonsense").json() == {"items": [], "next": None}


def test_a_contact_is_created_read_changed_and_found(as_writer):
    account = make_account()
    made = as_writer(
        "post", "/contacts", {"name": "Maria Lopez", "account_id": account.pk, "emails": ["maria@lumenlabs.example"]}
    )
    assert made.status_code == 201
    contact = made.json()
    assert contact["account"] == {"id": account.pk, "number": account.number, "name": "Lumen Labs", "tier": "gold"}
    path = f"/contacts/{contact['id']}"
    assert as_writer("get", path).json() == contact
    assert as_writer("patch", path, {"account_id": None, "job_title": "Chef"}).json()["account"] is None
    assert as_writer("patch", path, {"name": None}).json()["job_title"] == "Chef"
    assert [item["id"] for item in as_writer("get", "/contacts?q=maria@lumen").json()["items"]] == [contact["id"]]


def test_lists_are_filtered_by_conditions_and_paged(as_reader):
    for name, tier in (("Ada", "gold"), ("Bo", "silver"), ("Cy", "gold")):
        make_contact(name, account=make_account(f"{name} Ltd", tier=tier))
    gold = json.dumps({"all": [{"field": "tier", "op": "is", "value": "gold"}]})
    first = as_reader("get", f"/contacts?limit=1&filter={gold}").json()
    assert [item["name"] for item in first["items"]] == ["Ada"]
    second = as_reader("get", f"/contacts?limit=1&filter={gold}&cursor={first['next']}").json()
    assert ([item["name"] for item in second["items"]], second["next"]) == (["Cy"], None)
    refused = as_reader("get", '/contacts?filter={"field":"teir","op":"is","value":"gold"}')
    assert refused.status_code == 422
    assert refused.json()["errors"]["filter"].startswith("field: There is no such field. Choose one of: ")


def test_points_are_added_made_primary_and_removed(as_writer):
    maria = make_contact(email="maria@lumenlabs.example")
    added = as_writer("post", f"/contacts/{maria.pk}/points", {"kind": "email", "value": "Maria@Home.example"})
    assert (added.status_code, added.json()["is_primary"]) == (201, False)
    path = f"/contacts/{maria.pk}/points/{added.json()['id']}"
    assert as_writer("post", f"{path}/make-primary").json()["is_primary"] is True
    maria.points.update(is_undeliverable=True)
    assert as_writer("post", f"{path}/mark-reachable").json()["is_undeliverable"] is False
    assert maria.points.filter(is_undeliverable=True).count() == 1
    assert as_writer("delete", path).status_code == 204
    assert as_writer("delete", path).status_code == 404
    assert list(maria.points.values_list("value", "is_primary")) == [("maria@lumenlabs.example", True)]


def test_an_account_has_its_own_primary_point(as_writer, as_reader):
    account = make_account(email="office@lumenlabs.example")
    made = as_writer("post", f"/accounts/{account.number}/points", {"kind": "email", "value": "it@lumenlabs.example"})
    path = f"/accounts/{account.number}/points/{made.json()['id']}/make-primary"
    assert as_reader("post", path).status_code == 403
    assert account.points.get(is_primary=True).value == "office@lumenlabs.example"
    assert as_writer("post", path).json()["is_primary"] is True
    assert account.points.get(is_primary=True).value == "it@lumenlabs.example"


def test_a_point_is_reached_through_its_owner_only(as_writer):
    maria, account = make_contact(email="maria@lumenlabs.example"), make_account(email="office@lumenlabs.example")
    point, office = maria.points.get(), account.points.get()
    assert as_writer("delete", f"/contacts/{make_contact('Other').pk}/points/{point.pk}").status_code == 404
    assert as_writer("delete", f"/accounts/{account.number}/points/{point.pk}").status_code == 404
    assert as_writer("post", f"/accounts/{account.number}/points/{office.pk}/mark-reachable").status_code == 200
    assert as_writer("delete", f"/accounts/{account.number}/points/{office.pk}").status_code == 204
    assert as_writer("post", f"/accounts/{account.number}/points", {"kind": "phone", "value": "112"}).status_code == 201


def test_a_product_goes_while_nobody_owns_it(as_writer, as_reader):
    sold, unsold = make_product("Oven", sku="OV-1"), make_product("Fryer", sku="FR-1")
    make_asset(sold, account=make_account())
    assert as_writer("get", f"/products/{unsold.pk}").json()["sku"] == "FR-1"
    assert as_reader("delete", f"/products/{unsold.pk}").status_code == 403
    assert as_writer("delete", f"/products/{sold.pk}").status_code == 409
    assert as_writer("delete", f"/products/{unsold.pk}").status_code == 204
    assert as_writer("get", f"/products/{unsold.pk}").status_code == 404
    assert as_writer("get", f"/products/{sold.pk}").status_code == 200


def test_products_and_assets_are_kept(as_writer):
    account = make_account()
    product = as_writer("post", "/products", {"name": "Steam oven", "sku": "OV-900"}).json()
    made = as_writer("post", "/assets", {"product_id": product["id"], "serial": "SN-1", "account_id": account.pk})
    assert made.status_code == 201
    asset = made.json()
    assert (asset["product"]["sku"], asset["account"]["number"]) == ("OV-900", account.number)
    path = f"/assets/{asset['id']}"
    assert as_writer("patch", path, {"warranty_until": "2027-01-01"}).json()["warranty_until"] == "2027-01-01"
    assert as_writer("get", path).json()["serial"] == "SN-1"
    assert as_writer("get", f"/assets?account={account.pk}").json()["items"][0]["id"] == asset["id"]
    assert as_writer("get", f"/assets?contact={make_contact().pk}").json()["items"] == []
    assert as_writer("patch", f"/products/{product['id']}", {"is_active": False}).json()["is_active"] is False
    assert as_writer("get", "/products").json()["items"][0]["sku"] == "OV-900"


@pytest.mark.parametrize(
    ("path", "data", "status", "field"),
    [
        ("/accounts", {}, 422, "name"),
        ("/accounts", {"name": "x" * 161}, 422, "name"),
        ("/accounts", {"name": "A", "tier": "platinum"}, 422, "tier"),
        ("/accounts", {"name": "A", "website": "javascript:alert(1)"}, 422, "website"),
        ("/accounts", {"name": "A", "emails": ["nonsense"]}, 422, "emails.0"),
        ("/accounts", {"name": "A", "number": "ACC-1"}, 422, "number"),
        ("/contacts", {"name": "A", "account_id": 987654321}, 422, "account"),
        ("/contacts", {"name": "A", "time_zone": "Europe/Atlantis"}, 422, "time_zone"),
        ("/contacts", {"name": "A", "phones": ["call me"]}, 422, "value"),
        ("/contacts", {"name": "A", "emails": ["TAKEN@lumenlabs.example"]}, 409, "email"),
        ("/assets", {"product_id": 1, "serial": "x"}, 422, "account_id"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_for_the_field(as_writer, path, data, status, field):
    make_contact("Taken", email="taken@lumenlabs.example")
    refused = as_writer("post", path, data)
    assert (refused.status_code, list(refused.json()["errors"])) == (status, [field])
    assert Contact.objects.count() == 1
    assert not Account.objects.exists()


def test_a_change_of_what_somebody_else_changed_is_refused(as_writer):
    account = make_account("Lumen Labs", tier="silver")
    path = f"/accounts/{account.number}"
    seen = as_writer("get", path)["ETag"]
    assert as_writer("patch", path, {"tier": "gold"}, **{"If-Match": seen}).status_code == 200
    assert as_writer("patch", path, {"name": "Mine"}, **{"If-Match": seen}).status_code == 412
    account.refresh_from_db()
    assert (account.name, account.tier) == ("Lumen Labs", "gold")


def test_a_repeated_creation_with_one_key_is_done_once(as_writer):
    for _ in range(2):
        assert as_writer("post", "/contacts", {"name": "Maria"}, **{"Idempotency-Key": "k-1"}).status_code == 201
    assert Contact.objects.count() == 1


def _writes(account: Account, contact: Contact) -> list[tuple[str, str, object]]:
    point, product = contact.points.get(), make_product()
    asset = make_asset(product, account=account)
    return [
        ("post", "/accounts", {"name": "X"}),
        ("patch", f"/accounts/{account.number}", {"name": "X"}),
        ("post", f"/accounts/{account.number}/points", {"kind": "email", "value": "x@x.example"}),
        ("delete", f"/accounts/{account.number}/points/{account.points.get().pk}", None),
        ("post", "/contacts", {"name": "X"}),
        ("patch", f"/contacts/{contact.pk}", {"name": "X"}),
        ("post", f"/contacts/{contact.pk}/points", {"kind": "email", "value": "x@x.example"}),
        ("post", f"/contacts/{contact.pk}/points/{point.pk}/make-primary", None),
        ("post", f"/contacts/{contact.pk}/points/{point.pk}/mark-reachable", None),
        ("post", f"/accounts/{account.number}/points/{account.points.get().pk}/mark-reachable", None),
        ("delete", f"/contacts/{contact.pk}/points/{point.pk}", None),
        ("post", "/products", {"name": "X", "sku": "X"}),
        ("patch", f"/products/{product.pk}", {"name": "X"}),
        ("post", "/assets", {"product_id": product.pk, "serial": "X", "account_id": account.pk}),
        ("patch", f"/assets/{asset.pk}", {"serial": "X"}),
    ]


def test_a_reader_changes_nothing_and_a_stranger_finds_nothing(as_reader, as_stranger):
    account, contact = make_account(email="office@lumenlabs.example"), make_contact(email="maria@lumenlabs.example")
    for method, path, data in _writes(account, contact):
        assert as_reader(method, path, data).status_code == 403, path
        assert as_stranger(method, path, data).status_code in (403, 404), path
    for path in ("/accounts", "/contacts", "/products", "/assets", "/contacts?q=maria", "/accounts?q=lumen"):
        assert as_stranger("get", path).json() == {"items": [], "next": None}, path
        assert as_reader("get", path).json()["items"], path
    for path in (f"/accounts/{account.number}", f"/contacts/{contact.pk}"):
        assert as_stranger("get", path).status_code == 404
        assert as_reader("get", path).status_code == 200
    assert [row.name for row in (*Account.objects.all(), *Contact.objects.all())] == ["Lumen Labs", "Maria Lopez"]


def test_a_list_costs_a_fixed_number_of_queries(as_reader, django_assert_max_num_queries):
    for number in range(10):
        contact = make_contact(f"Maria {number}", email=f"maria{number}@x.example", account=make_account())
        make_point(contact, f"m{number}@home.example", is_primary=False)
    with django_assert_max_num_queries(5):
        assert len(as_reader("get", "/contacts").json()["items"]) == 10
