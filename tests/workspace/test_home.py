"""My day."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from caseway.cases.commands import NewActivity, NewCase, add_activity, open_case
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.pages import IN_PLACE, assert_cheap, page_of
from tests.world import World


def test_every_section_says_when_it_is_empty(owner: Agent, signed_in: SignIn) -> None:
    page = page_of(signed_in(owner), "/")
    for sentence in (
        "No promise falls due within four hours.",
        "Every customer of yours has an answer.",
        "Nothing waits in your queues.",
        "No open tasks or calls.",
        "Cases you open will stand here.",
    ):
        assert sentence in page


def test_who_is_in_no_queue_is_told_so(supervisor: Agent, signed_in: SignIn) -> None:
    assert "You are a member of no queue yet" in page_of(signed_in(supervisor), "/")


def test_what_waits_in_my_queues_can_be_picked(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    page = page_of(signed_in(owner), "/")
    assert f'hx-post="/cases/{gold_case.number}/pick/"' in page
    assert "Lumen Labs · Gold" in page


def test_my_cases_tasks_and_promises_stand_in_my_day(
    owned_case: Case, owner: Agent, signed_in: SignIn, acting: Callable[[Agent], Actor]
) -> None:
    Case.objects.filter(pk=owned_case.pk).update(due_at=timezone.now() + timedelta(minutes=15))
    late = NewActivity(kind="phone_call", subject="Call Maria back", due_at=timezone.now() - timedelta(hours=1))
    add_activity(owned_case, actor=acting(owner), new=late)
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/tab/")
    page = page_of(client, "/")
    assert page.count(f'href="/cases/{owned_case.number}/"') >= 5
    assert "Call Maria back" in page
    assert "overdue" in page


def test_a_stranger_sees_nothing_of_it(owned_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    assert owned_case.title not in page_of(signed_in(stranger), "/")


def test_the_day_alone_is_fetched_again_in_its_place(world: World, owner: Agent, signed_in: SignIn) -> None:
    part = page_of(signed_in(owner), "/", **IN_PLACE)
    assert part.lstrip().startswith('<div id="list" class="day"')
    assert f"agent:{owner.pk} queue:{world.gold_queue.pk}" in part


def test_who_is_not_signed_in_is_asked_to(db: None) -> None:
    assert Client().get("/")["Location"].startswith("/accounts/login/")


def test_a_full_day_keeps_to_its_budget(owned_case: Case, world: World, owner: Agent, signed_in: SignIn) -> None:
    for number in range(12):
        open_case(NewCase(title=f"Case {number}", contact=world.maria), actor=SYSTEM)
    Case.objects.update(due_at=timezone.now() + timedelta(minutes=15))
    client = signed_in(owner)
    client.post(f"/cases/{owned_case.number}/tab/")
    assert_cheap(client, "/")
    assert "8+" in page_of(client, "/")
