"""Queues, and taking work out of them."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from caseway.cases.commands import NewCase, open_case, pick_case
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from caseway.routing.models import WorkItem
from tests.fixtures import SignIn
from tests.workspace.pages import HTMX, IN_PLACE, assert_cheap, page_of, toast_of
from tests.world import World

ActorFor = Callable[[Agent], Actor]


def test_each_visible_queue_is_listed_with_its_work(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    page = page_of(signed_in(owner), "/queues/")
    assert "My queues" in page
    assert "Other queues" in page
    assert "<strong>1</strong> <span>waiting</span>" in page


def test_a_private_queue_is_hidden_from_strangers(gold_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    assert "/queues/gold/" not in page_of(client, "/queues/")
    for path in ("/queues/gold/", f"/queues/gold/?row={gold_case.number}", "/queues/gold/?since=x"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["owner", "colleague", "supervisor"])
def test_members_and_supervisors_see_what_waits(
    who: str, gold_case: Case, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    page = page_of(signed_in(request.getfixturevalue(who)), "/queues/gold/")
    assert gold_case.title in page
    assert "Lumen Labs" in page
    assert 'data-clock data-due="' in page


def test_a_title_is_text_and_never_markup(world: World, owner: Agent, signed_in: SignIn) -> None:
    open_case(NewCase(title="<script>alert(1)</script>", account=world.account), actor=SYSTEM)
    page = page_of(signed_in(owner), "/queues/gold/")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_is_shown_can_be_narrowed(
    gold_case: Case, world: World, owner: Agent, signed_in: SignIn, acting: ActorFor
) -> None:
    waiting = open_case(NewCase(title="Still waiting", account=world.account), actor=SYSTEM)
    pick_case(gold_case, actor=acting(owner))
    client = signed_in(owner)
    assert waiting.title not in page_of(client, "/queues/gold/?show=taken")
    assert gold_case.title not in page_of(client, "/queues/gold/?show=waiting")


def test_a_row_is_fetched_alone_and_says_when_it_has_left(
    gold_case: Case, supervisor: Agent, owner: Agent, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    assert f'data-live="case:{gold_case.pk}"' in page_of(client, f"/queues/gold/?row={gold_case.number}", **HTMX)
    answer = signed_in(supervisor).post(f"/queues/gold/remove/{gold_case.number}/", headers=HTMX)
    assert "is out of Gold" in toast_of(answer)
    assert WorkItem.objects.get(reference=gold_case.number).queue_id is None
    assert "Left this queue" in page_of(client, f"/queues/gold/?row={gold_case.number}", **HTMX)
    assert "Left this queue" in page_of(client, "/queues/gold/?row=%00", **HTMX)


def test_new_rows_are_told_of_and_not_thrown_in(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    before = quote((timezone.now() - timedelta(minutes=1)).isoformat())
    after = quote((timezone.now() + timedelta(minutes=1)).isoformat())
    assert "1 new" in page_of(client, f"/queues/gold/?since={before}", **HTMX)
    assert "new" not in page_of(client, f"/queues/gold/?since={after}", **HTMX)
    assert "new" not in page_of(client, "/queues/gold/?since=yesterday", **HTMX)


def test_the_next_best_case_is_the_most_urgent(gold_case: Case, world: World, owner: Agent, signed_in: SignIn) -> None:
    urgent = open_case(NewCase(title="On fire", account=world.account, priority=1), actor=SYSTEM)
    client = signed_in(owner)
    assert client.post("/queues/gold/next/", headers=HTMX)["HX-Redirect"] == f"/cases/{urgent.number}/"
    assert client.post("/queues/gold/next/")["Location"] == f"/cases/{gold_case.number}/"
    assert Case.objects.filter(owner=owner).count() == 2
    answer = client.post("/queues/gold/next/", headers=HTMX)
    assert (answer.status_code, "Nothing waits here now" in answer.content.decode()) == (404, True)


def test_a_stranger_takes_and_removes_nothing(gold_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    assert client.post("/queues/gold/next/").status_code == 404
    assert client.post(f"/queues/gold/remove/{gold_case.number}/").status_code == 404
    assert client.post(f"/queues/general/remove/{gold_case.number}/").status_code == 404
    item = WorkItem.objects.get(reference=gold_case.number)
    assert (item.queue.slug, item.worked_by) == ("gold", None)  # type: ignore[union-attr]


def test_a_long_queue_is_paged_within_its_budget(world: World, owner: Agent, signed_in: SignIn) -> None:
    for number in range(51):
        open_case(NewCase(title=f"Waiting {number:02}", account=world.account), actor=SYSTEM)
    client = signed_in(owner)
    assert_cheap(client, "/queues/gold/")
    assert_cheap(client, "/queues/")
    first = page_of(client, "/queues/gold/", **IN_PLACE)
    assert first.lstrip().startswith('<div id="list"')
    assert "Waiting 50" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "Waiting 50" in page_of(client, following)
    assert client.get("/queues/gold/?cursor=nonsense").status_code == 422
