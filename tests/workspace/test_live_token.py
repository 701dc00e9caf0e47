"""A fresh token watches only what its reader could open now."""

from django.conf import settings
from django.test import Client

from caseway.cases.models import Case
from caseway.kernel.tokens import read_topics
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.world import World


def topics(client: Client, query: str) -> set[str]:
    answer = client.get(f"/live-token/?{query}")
    assert answer.status_code == 200
    return set(read_topics(settings.CASEWAY.gateway_key, answer.json()["token"]).topics)


def test_a_queue_page_watches_its_queue(world: World, owner: Agent, signed_in: SignIn) -> None:
    assert topics(signed_in(owner), "for=/queues/gold/") == {f"agent:{owner.pk}", f"queue:{world.gold_queue.pk}"}


def test_home_watches_the_readers_queues(world: World, owner: Agent, signed_in: SignIn) -> None:
    assert topics(signed_in(owner), "for=/") == {f"agent:{owner.pk}", f"queue:{world.gold_queue.pk}"}


def test_rows_of_a_list_are_watched_as_far_as_they_may_be_seen(
    gold_case: Case, world: World, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    asked = f"for=/cases/&topic=case:{gold_case.pk}&topic=queue:{world.gold_queue.pk}&topic=agent:{owner.pk}"
    seen = {f"agent:{owner.pk}", f"case:{gold_case.pk}", f"queue:{world.gold_queue.pk}"}
    assert topics(signed_in(owner), asked) == seen
    assert topics(signed_in(stranger), asked) == {f"agent:{stranger.pk}"}


def test_a_stranger_watches_neither_case_nor_private_queue(gold_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    for page in (f"/cases/{gold_case.number}/", "/queues/gold/"):
        assert topics(signed_in(stranger), f"for={page}") == {f"agent:{stranger.pk}"}


def test_nonsense_is_watched_by_nobody(world: World, owner: Agent, signed_in: SignIn) -> None:
    for query in ("for=nowhere", "topic=case:x&topic=case:99999999999999999999&topic=&topic=user:1", "for=%00"):
        assert topics(signed_in(owner), query) == {f"agent:{owner.pk}"}
