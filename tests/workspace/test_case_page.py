"""The case page, its fragments, and who may see them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from caseway.cases.commands import NewCase, open_case, resolve_case
from caseway.cases.commands.resolution import Resolution
from caseway.cases.models import Case, Note
from caseway.engagement.commands import mark_failed
from caseway.engagement.models import Message
from caseway.flows.models import FlowInstance, Step
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.models import Share
from caseway.operations.models import Agent
from caseway.routing.models import WorkItem
from caseway.workspace.models import OpenTab
from tests.fixtures import SignIn
from tests.workspace.conftest import Mailed
from tests.workspace.pages import assert_cheap
from tests.world import World

ActorFor = Callable[[Agent], Actor]


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


def page_of(client: Client, case: Case, **query: str) -> str:
    response = client.get(f"/cases/{case.number}/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_page_shows_the_case_its_clocks_and_its_timeline(owned_case: Case, ana: Client) -> None:
    page = page_of(ana, owned_case)
    for words in (
        "Brewer leaks since Monday",
        "First response",
        "our brewer leaks from below",
        "On Friday you wrote:",
        "base.png",
        "Ask for the serial number",
        "Ana Ferro picked it",
        "Routed to Gold: Customer tier is Gold",
        "Case opened from email, entitlement",
        "15 → 14 left",
    ):
        assert words in page, words


def test_what_is_said_stands_oldest_first(owned_case: Case, ana: Client) -> None:
    page = page_of(ana, owned_case)
    places = [
        page.index(words) for words in ("our brewer leaks", "Case opened", "Routed to", "picked it", "Same batch")
    ]
    assert places == sorted(places)


def test_a_page_costs_a_dozen_statements_at_most_however_much_was_said(
    owned_case: Case, ana: Client, mailed: Mailed
) -> None:
    assert_cheap(ana, f"/cases/{owned_case.number}/")
    conversation_id = Message.objects.get().conversation_id
    for number in range(60):
        mailed(f"message {number}", conversation_id=conversation_id)
    Note.objects.bulk_create(
        Note(case=owned_case, author="agent:1", author_name="Ben", text=f"note {n}", at=timezone.now())
        for n in range(60)
    )
    assert_cheap(ana, f"/cases/{owned_case.number}/")


@pytest.mark.parametrize(
    ("part", "most"),
    [("header", 5), ("pane", 6), ("pane/?panel=customer", 4), ("pane/?panel=why", 7), ("timeline", 10)],
)
def test_each_part_that_is_fetched_again_has_a_budget(
    part: str, most: int, owned_case: Case, ana: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    address = f"/cases/{owned_case.number}/{part}{'' if '?' in part else '/'}"
    ana.get(address)
    with django_assert_max_num_queries(most):
        assert ana.get(address).status_code == 200


@pytest.mark.parametrize(
    ("shown", "there", "gone"),
    [
        ("notes", "Same batch", "our brewer leaks"),
        ("public", "our brewer leaks", "Same batch"),
        ("calls", "Ask for the serial number", "our brewer leaks"),
        ("events", "picked it", "Same batch"),
        ("nonsense", "our brewer leaks", "no such words"),
    ],
)
def test_the_timeline_is_filtered(shown: str, there: str, gone: str, owned_case: Case, ana: Client) -> None:
    part = ana.get(f"/cases/{owned_case.number}/timeline/", {"show": shown}).content.decode()
    assert there in part
    assert gone not in part


def test_earlier_items_are_loaded_page_by_page_and_none_twice(owned_case: Case, ana: Client, mailed: Mailed) -> None:
    conversation_id = Message.objects.get().conversation_id
    begin = timezone.now()
    for number in range(50):
        mailed(f"number {number:02d}", conversation_id=conversation_id, at=begin + timedelta(minutes=number))
    seen: list[str] = []
    address = f"/cases/{owned_case.number}/timeline/?show=public"
    while address:
        part = ana.get(address).content.decode()
        seen = re.findall(r"number \d\d", part) + seen
        following = re.search(r'hx-get="([^"]*before=[^"]*)"', part)
        address = following[1].replace("&amp;", "&") if following else ""
    assert [words for words in seen if words.startswith("number")] == [f"number {n:02d}" for n in range(50)]


@pytest.mark.parametrize("before", ["yesterday", "2026-13-40T00:00:00+00:00", "2026-01-01T00:00:00", "\0"])
def test_a_place_that_is_none_is_refused(before: str, owned_case: Case, ana: Client) -> None:
    assert ana.get(f"/cases/{owned_case.number}/timeline/", {"before": before}).status_code == 422


def test_a_link_to_a_message_far_back_opens_that_part(owned_case: Case, ana: Client, mailed: Mailed) -> None:
    first = Message.objects.get()
    for number in range(30):
        mailed(f"later {number}", conversation_id=first.conversation_id)
    page = page_of(ana, owned_case, message=str(first.pk))
    assert f'id="message-{first.pk}"' in page
    assert "You are reading an older part" in page
    assert "later 29" not in page


def test_a_link_to_anothers_message_shows_this_case(
    owned_case: Case, ana: Client, mailed: Mailed, world: World
) -> None:
    other = mailed("Somebody else's secret", from_email="other@example.org")
    page = page_of(ana, owned_case, message=str(other.pk))
    assert "secret" not in page


def test_what_came_since_one_last_looked_is_marked(owned_case: Case, owner: Agent, ana: Client, mailed: Mailed) -> None:
    ana.post(f"/cases/{owned_case.number}/tab/")
    assert 'id="unread"' not in page_of(ana, owned_case)
    mailed("It got worse.", conversation_id=Message.objects.get().conversation_id, at=timezone.now())
    page = page_of(ana, owned_case)
    assert page.index('id="unread"') < page.index("It got worse.")
    assert page.index("Same batch") < page.index('id="unread"')


def test_a_promise_that_was_not_kept_stands_where_it_fell_due(owned_case: Case, ana: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        part = ana.get(f"/cases/{owned_case.number}/timeline/", {"show": "events"}).content.decode()
    places = [part.index(words) for words in ("picked it", "Promise missed: First response", "Promise missed: Resolve")]
    assert places == sorted(places)


def test_reading_writes_nothing(owned_case: Case, ana: Client) -> None:
    page_of(ana, owned_case)
    assert not OpenTab.objects.exists()


def test_a_waiting_case_offers_to_pick_a_held_one_to_resolve_a_closed_one_to_reactivate(
    gold_case: Case, owner: Agent, ana: Client, acting: ActorFor
) -> None:
    assert f'hx-post="/cases/{gold_case.number}/pick/"' in page_of(ana, gold_case)
    ana.post(f"/cases/{gold_case.number}/pick/")
    page = page_of(ana, gold_case)
    assert f'hx-post="/cases/{gold_case.number}/pick/"' not in page
    assert 'data-key="e"' in page
    resolve_case(gold_case, actor=acting(owner), resolution=Resolution(resolution="New seal sent."))
    page = page_of(ana, gold_case)
    assert "Reactivate to write" in page
    assert "New seal sent." in page
    assert 'name="body"' not in page


def test_a_failed_message_says_the_servers_words_and_offers_to_send_again(
    owned_case: Case, owner: Agent, ana: Client
) -> None:
    ana.post(f"/cases/{owned_case.number}/write/", {"mode": "reply", "body": "Hello", "to": "maria@lumenlabs.example"})
    message = Message.objects.get(direction="out")
    mark_failed(message.pk, error="550 <b>no such</b> mailbox", is_final=True)
    page = page_of(ana, owned_case)
    assert "550 &lt;b&gt;no such&lt;/b&gt; mailbox" in page
    assert f"/messages/{message.pk}/retry/" in page


def test_hostile_words_are_shown_and_never_run(owned_case: Case, ana: Client, mailed: Mailed) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    mailed(bad, from_name=bad, subject=bad, conversation_id=Message.objects.get().conversation_id)
    Case.objects.filter(pk=owned_case.pk).update(title=bad)
    page = page_of(ana, owned_case)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_flow_moves_on_and_back_and_marks_steps(owned_case: Case, ana: Client) -> None:
    instance = FlowInstance.objects.get(reference=owned_case.number)
    first = instance.stage_id
    step = Step.objects.filter(field="").order_by("stage__position").first()
    assert ana.post(f"/cases/{owned_case.number}/flow/next/", headers={"HX-Request": "true"}).status_code == 200
    instance.refresh_from_db()
    assert instance.stage_id != first
    assert step is not None
    if step.stage_id == instance.stage_id:
        ana.post(f"/cases/{owned_case.number}/flow/steps/{step.pk}/", {"is_done": "yes"})
        instance.refresh_from_db()
        assert instance.done == [step.pk]
    ana.post(f"/cases/{owned_case.number}/flow/back/")
    instance.refresh_from_db()
    assert instance.stage_id == first


def test_the_panel_explains_why_the_case_is_here(owned_case: Case, ana: Client) -> None:
    part = ana.get(f"/cases/{owned_case.number}/pane/?panel=why").content.decode()
    assert "Gold customers: matched because Customer tier is Gold" in part
    assert "15 business minutes" in part


def test_other_cases_of_the_customer_stand_beside_it_only_where_one_may_see_them(
    owned_case: Case, ana: Client, world: World
) -> None:
    near = open_case(NewCase(title="Base seal", account=world.account), actor=SYSTEM)
    far = open_case(NewCase(title="Of another team", account=world.account), actor=SYSTEM)
    Case.objects.filter(pk=far.pk).update(team=world.care_team)
    part = ana.get(f"/cases/{owned_case.number}/pane/").content.decode()
    assert near.number in part
    assert far.number not in part


GETS = ("", "header/", "timeline/", "pane/", "pane/?panel=why", "knowledge/?q=a", "draft/?mode=reply", "people/?q=a")
POSTS = (
    "tab/",
    "write/",
    "draft/",
    "draft/discard/",
    "draft/files/",
    "flow/next/",
    "flow/steps/1/",
    "articles/KA-1000/send/",
)


@pytest.mark.parametrize("part", GETS)
def test_a_colleague_of_the_team_reads_it_a_stranger_finds_nothing(
    part: str, owned_case: Case, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    address = f"/cases/{owned_case.number}/{part}"
    assert signed_in(colleague).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("part", POSTS)
def test_a_stranger_changes_nothing(part: str, owned_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    before = (Message.objects.count(), Note.objects.count(), WorkItem.objects.get().pk, OpenTab.objects.count())
    stage = FlowInstance.objects.get().stage_id
    words = {"mode": "note", "body": "I was here"}
    assert signed_in(stranger).post(f"/cases/{owned_case.number}/{part}", words).status_code == 404
    assert Client().post(f"/cases/{owned_case.number}/{part}", words).status_code == 302
    after = (Message.objects.count(), Note.objects.count(), WorkItem.objects.get().pk, OpenTab.objects.count())
    assert before == after
    assert FlowInstance.objects.get().stage_id == stage


def test_whom_a_case_was_shared_with_to_read_may_not_write(
    owned_case: Case, stranger: Agent, signed_in: SignIn
) -> None:
    Share.objects.create(kind="case", object_id=owned_case.pk, agent_id=stranger.pk, shared_by="agent:1")
    page = page_of(signed_in(stranger), owned_case)
    assert "You may read this case but not work on it." in page
    assert "/resolve/" not in page
    answer = signed_in(stranger).post(f"/cases/{owned_case.number}/write/", {"mode": "note", "body": "no"})
    assert answer.status_code == 403
    assert Note.objects.count() == 1
