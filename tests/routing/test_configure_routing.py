"""Queues and routing rules on their settings pages."""

from collections.abc import Callable
from typing import Any

import pytest

from caseway.cases.commands import NewCase, open_case
from caseway.customers.testing import make_account
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import NotAllowed
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from caseway.routing.commands import QueueDetails, create_queue
from caseway.routing.models import Queue, QueueMembership, RoutingRule
from tests.fixtures import SignIn
from tests.world import World

HTMX = {"HX-Request": "true"}
QUEUES, RULES = "/settings/queues/", "/settings/routing-rules/"


@pytest.fixture
def fields(world: World, owner: Agent) -> dict[str, Any]:
    return {
        "name": "Returns",
        "slug": "returns",
        "description": "Machines on their way",
        "owner": f"team:{world.care_team.pk}",
        "members": [owner.pk],
        "priority": "20",
    }


def test_a_queue_is_created_with_its_members(
    fields: dict[str, Any], world: World, owner: Agent, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    assert client.post(f"{QUEUES}new/", fields, headers=HTMX).status_code == 204
    queue = Queue.objects.get(slug="returns")
    assert (queue.owner_team, queue.is_public, queue.priority) == (world.care_team, False, 20)
    assert list(queue.members.all()) == [owner]
    assert ChangeRecord.objects.filter(kind="queue", object_id=queue.pk, action="created").exists()
    page = client.get(QUEUES).content.decode()
    assert ("Returns" in page, "Customer care" in page) == (True, True)


def test_members_come_and_go(
    world: World, fields: dict[str, Any], owner: Agent, colleague: Agent, administrator: Agent, signed_in: SignIn
) -> None:
    posted = fields | {"name": "Gold", "slug": "gold", "members": [colleague.pk]}
    signed_in(administrator).post(f"{QUEUES}{world.gold_queue.pk}/", posted)
    assert list(QueueMembership.objects.filter(queue=world.gold_queue).values_list("agent", flat=True)) == [
        colleague.pk
    ]
    assert ChangeRecord.objects.filter(kind="queuemembership", action="removed").count() == 1


def test_one_queue_is_the_default(
    fields: dict[str, Any], world: World, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    client.post(f"{QUEUES}new/", fields | {"is_default": "on"})
    assert [queue.slug for queue in Queue.objects.filter(is_default=True)] == ["returns"]
    returns = Queue.objects.get(slug="returns")
    client.post(f"{QUEUES}{returns.pk}/", fields)
    assert [queue.slug for queue in Queue.objects.filter(is_default=True)] == ["returns"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Gold"}, "Another queue has it already."),
        ({"slug": "gold"}, "Another queue has it already."),
        ({"slug": "not a slug"}, "Enter a valid"),
        ({"owner": ""}, "This field is required."),
        ({"owner": "team:999"}, "Select a valid choice."),
        ({"members": ["999"]}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    changed: dict[str, Any], said: str, fields: dict[str, Any], administrator: Agent, signed_in: SignIn
) -> None:
    answer = signed_in(administrator).post(f"{QUEUES}new/", fields | changed, headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Queue.objects.count() == 2


def test_a_queue_in_use_is_kept(world: World, administrator: Agent, signed_in: SignIn, fields: dict[str, Any]) -> None:
    client = signed_in(administrator)
    for queue in (world.gold_queue, world.general_queue):
        assert client.post(f"{QUEUES}{queue.pk}/delete/", headers=HTMX).status_code == 409
    client.post(f"{QUEUES}new/", fields)
    assert client.post(f"{QUEUES}{Queue.objects.get(slug='returns').pk}/delete/", headers=HTMX).status_code == 204
    assert Queue.objects.count() == 2


def test_a_rule_is_written_with_the_condition_editor_and_decides_at_once(
    world: World, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    posted = {
        "name": "Leaks",
        "target": f"queue:{world.gold_queue.pk}",
        "is_active": "on",
        "condition-join": "any",
        "condition-0-field": "title",
        "condition-0-op": "contains",
        "condition-0-value": "leak",
        "condition-1-field": "",
    }
    assert client.post(f"{RULES}new/", posted, headers=HTMX).status_code == 204
    rule = RoutingRule.objects.get(name="Leaks")
    assert (rule.position, rule.condition) == (2, {"any": [{"field": "title", "op": "contains", "value": "leak"}]})
    assert "Title contains leak" in client.get(RULES).content.decode()
    case = open_case(NewCase(title="It leaks", account=make_account("Nobody")), actor=SYSTEM)
    assert case.work_item is not None
    assert case.work_item.queue == world.gold_queue


def test_rules_change_places(world: World, administrator: Agent, signed_in: SignIn) -> None:
    last = RoutingRule.objects.create(name="Last", position=7, queue=world.general_queue)
    client = signed_in(administrator)
    client.post(f"{RULES}{last.pk}/up/")
    names = RoutingRule.objects.order_by("position").values_list("name", flat=True)
    assert list(names) == ["Last", "Gold customers"]
    client.post(f"{RULES}{last.pk}/up/")
    assert list(names.all()) == ["Last", "Gold customers"]
    client.post(f"{RULES}{last.pk}/down/")
    assert list(names.all()) == ["Gold customers", "Last"]


def test_a_wrong_condition_is_told_and_nothing_is_kept(world: World, administrator: Agent, signed_in: SignIn) -> None:
    rule = RoutingRule.objects.get()
    posted = {
        "name": "Gold customers",
        "target": f"queue:{world.gold_queue.pk}",
        "condition-join": "all",
        "condition-0-field": "tier",
        "condition-0-op": "is",
        "condition-0-value": "platinum",
    }
    answer = signed_in(administrator).post(f"{RULES}{rule.pk}/", posted, headers=HTMX)
    assert (answer.status_code, "There is no such choice." in answer.content.decode()) == (422, True)
    rule.refresh_from_db()
    assert (rule.is_active, rule.condition) == (True, {"all": [{"field": "tier", "op": "is", "value": "gold"}]})


def test_a_rule_is_deleted(world: World, administrator: Agent, signed_in: SignIn) -> None:
    signed_in(administrator).post(f"{RULES}{RoutingRule.objects.get().pk}/delete/")
    assert not RoutingRule.objects.exists()
    assert ChangeRecord.objects.filter(kind="routingrule", action="removed").count() == 1


@pytest.mark.parametrize("who", ["owner", "supervisor"])
def test_only_administrators_configure(
    who: str, world: World, signed_in: SignIn, request: pytest.FixtureRequest, acting: Callable[[Agent], Actor]
) -> None:
    agent = request.getfixturevalue(who)
    client = signed_in(agent)
    rule = RoutingRule.objects.get()
    for path in (
        QUEUES,
        RULES,
        f"{QUEUES}new/",
        f"{QUEUES}{world.gold_queue.pk}/",
        f"{RULES}new/",
        f"{RULES}{rule.pk}/",
    ):
        assert client.get(path).status_code == 403
    for path in (f"{QUEUES}{world.gold_queue.pk}/delete/", f"{RULES}{rule.pk}/delete/", f"{RULES}{rule.pk}/up/"):
        assert client.post(path).status_code == 403
    with pytest.raises(NotAllowed):
        create_queue(QueueDetails(name="Mine", slug="mine", owner_agent_id=agent.pk), actor=acting(agent))
    assert (Queue.objects.count(), RoutingRule.objects.count()) == (2, 1)
