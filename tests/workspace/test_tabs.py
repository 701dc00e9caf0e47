"""The tabs along the top, and the token of a page."""

from django.conf import settings
from django.test import Client

from caseway.cases.commands import NewCase, open_case
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM
from caseway.kernel.tokens import read_topics
from caseway.operations.models import Agent
from caseway.workspace.commands import MOST_TABS
from caseway.workspace.models import Draft, OpenTab
from tests.fixtures import SignIn
from tests.world import World

HTMX = {"HX-Request": "true"}


def test_an_opened_case_joins_the_tabs_once(owned_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/tab/")
    part = client.post(f"/cases/{owned_case.number}/tab/").content.decode()
    tab = OpenTab.objects.get()
    assert (tab.agent_id, tab.label) == (owner.pk, f"{owned_case.number} Brewer leaks since Monday")
    assert 'hx-swap-oob="true"' in part
    assert 'aria-current="page"' in part


def test_a_draft_shows_on_its_tab(owned_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/draft/", {"mode": "note", "body": "begun"})
    assert "Unsent draft" in client.post(f"/cases/{owned_case.number}/tab/").content.decode()


def test_the_eleventh_tab_takes_the_place_of_the_one_seen_longest_ago_without_a_draft(
    world: World, owner: Agent, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    cases = [open_case(NewCase(title=f"Case {n}", account=world.account), actor=SYSTEM) for n in range(MOST_TABS + 1)]
    Draft.objects.create(agent=owner, case=cases[0], mode="note", body="begun")
    for case in cases:
        client.post(f"/cases/{case.number}/tab/")
    kept = set(OpenTab.objects.values_list("reference", flat=True))
    assert kept == {case.number for case in cases} - {cases[1].number}


def test_closing_the_tab_one_looks_at_goes_to_its_neighbour(owned_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/tab/")
    here = HTMX | {"HX-Current-URL": f"http://testserver/cases/{owned_case.number}/?show=all"}
    answer = client.post(f"/tabs/{OpenTab.objects.get().pk}/close/", headers=here)
    assert answer["HX-Redirect"] == "/"
    assert not OpenTab.objects.exists()


def test_closing_another_tab_shows_the_rest(owned_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/tab/")
    there = HTMX | {"HX-Current-URL": "http://testserver/queues/"}
    answer = client.post(f"/tabs/{OpenTab.objects.get().pk}/close/", headers=there)
    assert "HX-Redirect" not in answer
    assert owned_case.number not in answer.content.decode()


def test_somebody_elses_tab_stays(owned_case: Case, owner: Agent, colleague: Agent, signed_in: SignIn) -> None:
    signed_in(owner).post(f"/cases/{owned_case.number}/tab/")
    signed_in(colleague).post(f"/tabs/{OpenTab.objects.get().pk}/close/", headers=HTMX)
    assert OpenTab.objects.count() == 1
    assert Client().post(f"/tabs/{OpenTab.objects.get().pk}/close/").status_code == 302


def test_a_page_watches_only_what_its_reader_may_see(
    owned_case: Case, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    for agent, topics in (
        (owner, {f"agent:{owner.pk}", f"case:{owned_case.pk}"}),
        (stranger, {f"agent:{stranger.pk}"}),
    ):
        answer = signed_in(agent).get("/live-token/", {"for": f"/cases/{owned_case.number}/"})
        assert read_topics(settings.CASEWAY.gateway_key, answer.json()["token"]).topics == topics
