"""The pages of customers."""

from collections.abc import Callable

from caseway.cases.commands import NewCase, Resolution, open_case, pick_case, resolve_case
from caseway.cases.models import Case
from caseway.customers.commands import AssetDetails, mark_undeliverable, register_asset
from caseway.customers.models import Product
from caseway.customers.testing import make_account, make_contact
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import IN_PLACE, assert_cheap, page_of
from tests.world import World, make_agent

ActorFor = Callable[[Agent], Actor]


def test_accounts_and_contacts_are_listed_and_searched(world: World, owner: Agent, signed_in: SignIn) -> None:
    make_account("Harbor Bakery", tier="silver")
    client = signed_in(owner)
    page = page_of(client, "/customers/")
    assert "Lumen Labs" in page
    assert "Silver" in page
    part = page_of(client, "/customers/?q=harbr+bakery", **IN_PLACE)
    assert part.lstrip().startswith('<div id="list">')
    assert ("Harbor Bakery" in part, "Lumen Labs" in part) == (True, False)
    contacts = page_of(client, "/customers/?kind=contacts")
    assert "Maria Gomez" in contacts
    assert "maria@lumenlabs.example" in contacts
    assert "Nobody like “zzqq”" in page_of(client, "/customers/?q=zzqq")
    for path in ("/customers/", "/customers/?kind=contacts", "/customers/?q=lumen"):
        assert_cheap(client, path)


def test_an_account_shows_contract_people_and_cases(
    gold_case: Case, world: World, owner: Agent, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    page = page_of(client, f"/customers/accounts/{world.account.number}/")
    for text in ("Lumen Labs", "15 cases", "Maria Gomez", gold_case.title, "Active", "Open cases"):
        assert text in page
    assert f"/cases/new/?customer=account:{world.account.pk}" in page
    assert_cheap(client, f"/customers/accounts/{world.account.number}/")


def test_a_contact_shows_addresses_pieces_and_conversations(
    gold_case: Case, world: World, owner: Agent, signed_in: SignIn
) -> None:
    mark_undeliverable("maria@lumenlabs.example", actor=SYSTEM)
    product = Product.objects.create(name="Brewer 3", sku="BR-3")
    register_asset(AssetDetails(product_id=product.pk, serial="B3-77", contact_id=world.maria.pk), actor=SYSTEM)
    client = signed_in(owner)
    page = page_of(client, f"/customers/contacts/{world.maria.pk}/")
    for text in ("Maria Gomez", "Does not arrive", "B3-77", gold_case.title, gold_case.number, "15 cases"):
        assert text in page
    assert_cheap(client, f"/customers/contacts/{world.maria.pk}/")


def test_cases_and_conversations_out_of_reach_stay_so(
    gold_case: Case, world: World, stranger: Agent, signed_in: SignIn
) -> None:
    client = signed_in(stranger)
    for path in (f"/customers/accounts/{world.account.number}/", f"/customers/contacts/{world.maria.pk}/"):
        page = page_of(client, path)
        assert "Maria Gomez" in page
        assert gold_case.title not in page


def test_the_ledger_tells_every_movement(
    gold_case: Case, world: World, owner: Agent, signed_in: SignIn, acting: ActorFor
) -> None:
    client = signed_in(owner)
    path = f"/entitlements/{world.entitlement.pk}/ledger/"
    assert "Nothing has been used yet." in page_of(client, path)
    pick_case(gold_case, actor=acting(owner))
    resolution = Resolution(resolution_type="problem_solved", resolution="Seal", billable_minutes=0, remarks="")
    resolve_case(gold_case, actor=acting(owner), resolution=resolution)
    page = page_of(client, path)
    assert gold_case.number in page
    assert "14 cases left" in page
    assert "14 cases" in page_of(client, f"/customers/accounts/{world.account.number}/")


def test_who_may_not_read_customers_finds_none(world: World, signed_in: SignIn) -> None:
    client = signed_in(make_agent("Kay Author", role="knowledge-author"))
    paths = ("/customers/", f"/customers/accounts/{world.account.number}/", f"/customers/contacts/{world.maria.pk}/")
    for path in (*paths, f"/entitlements/{world.entitlement.pk}/ledger/"):
        assert client.get(path).status_code == 403


def test_what_is_not_there_is_not_found(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    for path in ("accounts/ACC-0/", "accounts/%00/", "contacts/999999999999/"):
        assert client.get(f"/customers/{path}").status_code == 404


def test_names_are_text_and_never_markup(world: World, owner: Agent, signed_in: SignIn) -> None:
    account = make_account("<script>alert(1)</script>")
    contact = make_contact("<img src=x>", email="x@evil.example", account=account)
    open_case(NewCase(title="<b>bold</b>", contact=contact), actor=SYSTEM)
    client = signed_in(owner)
    for path in ("/customers/", f"/customers/accounts/{account.number}/", f"/customers/contacts/{contact.pk}/"):
        page = page_of(client, path)
        assert ("<script>alert(1)" in page, "<img src=x>" in page, "<b>bold" in page) == (False, False, False)
