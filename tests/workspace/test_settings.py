"""The index of the settings, and the audit."""

from collections.abc import Callable

from caseway.cases.models import Case
from caseway.customers.commands import AccountDetails, update_account
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import assert_cheap, page_of
from tests.world import World


def test_an_administrator_finds_what_can_be_configured(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    page = page_of(client, "/settings/")
    for path in (
        "/settings/queues/",
        "/settings/routing-rules/",
        "/settings/intake-rules/",
        "/intake/",
        "/settings/audit/",
    ):
        assert f'href="{path}"' in page
    assert_cheap(client, "/settings/")


def test_everything_linked_opens(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    links = [part.split('"')[0] for part in page_of(client, "/settings/").split('class="settings__place" href="')[1:]]
    assert len(links) >= 12
    for link in links:
        assert client.get(link).status_code == 200, link


def test_an_agent_sees_none_of_it(world: World, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = page_of(client, "/settings/")
    assert ("/settings/queues/" in page, "/settings/audit/" in page) == (False, False)
    assert client.get("/settings/audit/").status_code == 403


def test_a_supervisor_may_not_read_the_audit(world: World, supervisor: Agent, signed_in: SignIn) -> None:
    assert signed_in(supervisor).get("/settings/audit/").status_code == 403


def test_the_audit_tells_who_changed_what(
    world: World, owner: Agent, administrator: Agent, signed_in: SignIn, acting: Callable[[Agent], Actor]
) -> None:
    update_account(world.account, actor=acting(owner), details=AccountDetails(name="Lumen <b>AG</b>", tier="gold"))
    client = signed_in(administrator)
    page = page_of(client, f"/settings/audit/?kind=account&pk={world.account.pk}")
    for text in ("Ana Ferro", "changed", "<del>Lumen Labs</del>", "<ins>Lumen &lt;b&gt;AG&lt;/b&gt;</ins>", "a page"):
        assert text in page
    assert_cheap(client, "/settings/audit/")


def test_a_program_reads_the_audit(
    world: World, owner: Agent, administrator: Agent, signed_in: SignIn, acting: Callable[[Agent], Actor]
) -> None:
    update_account(world.account, actor=acting(owner), details=AccountDetails(name="Lumen AG", tier="gold"))
    client, path = signed_in(administrator), f"/api/v1/audit?kind=account&id={world.account.pk}"
    change = client.get(path).json()["items"][0]
    assert change["changes"] == {"name": ["Lumen Labs", "Lumen AG"]}
    assert (change["action"], change["actor"], change["via"]) == ("changed", f"agent:{owner.pk}", "page")
    assert client.get("/api/v1/audit?kind=account&id=x").status_code == 422
    assert client.get("/api/v1/audit?kind=nothing").json() == {"items": [], "next": None}
    assert signed_in(owner).get(path).status_code == 403


def test_the_audit_of_nothing_is_empty(gold_case: Case, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    assert "Nothing has been changed" in page_of(client, "/settings/audit/?kind=nothing&pk=1")
    assert f"case {gold_case.pk}" in page_of(client, "/settings/audit/?kind=case&pk=x")
    assert client.get("/settings/audit/?cursor=nonsense").status_code == 422
