from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.cases.queries import conversations_of
from caseway.engagement.models import Conversation
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import DomainError, NotAllowed
from caseway.operations.models import Agent
from caseway.routing.commands import NotInQueue, WorkTaken
from caseway.routing.models import RoutingDecision
from tests.world import World

Acting = Callable[[Agent], Actor]


def test_picking_makes_one_responsible(picked: Case, owner: Agent, world: World) -> None:
    item = picked.work_item
    assert item is not None
    item.refresh_from_db()
    assert (picked.owner, item.worked_by, item.queue) == (owner, owner, world.gold_queue)


def test_picking_ones_own_changes_nothing(picked: Case, ana: Actor) -> None:
    version = picked.version
    assert commands.pick_case(picked, actor=ana).version == version


def test_a_stranger_may_not_pick_from_a_private_queue(waiting: Case, stranger: Agent, acting: Acting) -> None:
    with pytest.raises(NotAllowed):
        commands.pick_case(waiting, actor=acting(stranger))
    waiting.refresh_from_db()
    assert waiting.owner is None


def test_releasing_gives_it_back_to_the_queues_owner(picked: Case, ana: Actor, world: World) -> None:
    released = commands.release_case(picked, actor=ana)
    assert (released.owner, released.team) == (None, world.gold_team)
    assert released.work_item is not None
    released.work_item.refresh_from_db()
    assert released.work_item.worked_by is None


def test_assigning_does_not_run_the_rules_again(picked: Case, colleague: Agent, ana: Actor, world: World) -> None:
    decisions = RoutingDecision.objects.count()
    assigned = commands.assign_case(picked, agent=colleague, actor=ana)
    assert assigned.owner == colleague
    assert RoutingDecision.objects.count() == decisions


def test_routing_moves_it_and_its_conversations(picked: Case, supervisor: Agent, acting: Acting, world: World) -> None:
    commands.reply_to_customer(picked, actor=acting(supervisor), reply=commands.Reply(text="Hello"))
    routed = commands.route_case(picked, actor=acting(supervisor), queue=world.general_queue)
    assert (routed.owner, routed.team) == (None, world.care_team)
    conversation: Conversation = conversations_of(routed).get()
    assert (conversation.owner, conversation.team) == (None, world.care_team)
    assert routed.work_item is not None
    decision = RoutingDecision.objects.filter(item=routed.work_item).latest("id")
    assert decision.reason == "Sofia Brandt sent it to General."


def test_routing_without_a_target_lets_the_rules_decide(
    picked: Case, supervisor: Agent, acting: Acting, world: World
) -> None:
    commands.route_case(picked, actor=acting(supervisor), queue=world.general_queue)
    routed = commands.route_case(picked, actor=acting(supervisor))
    assert routed.work_item is not None
    routed.work_item.refresh_from_db()
    assert routed.work_item.queue == world.gold_queue


def test_what_was_removed_from_its_queue_cannot_be_released(picked: Case, ana: Actor) -> None:
    commands.remove_from_queue(picked, actor=ana)
    with pytest.raises(NotInQueue):
        commands.release_case(picked, actor=ana)
    picked.refresh_from_db()
    assert picked.owner_id == ana.id


@pytest.mark.django_db(transaction=True)
def test_of_many_who_pick_at_once_one_wins(waiting: Case, owner: Agent, colleague: Agent, acting: Acting) -> None:
    barrier, outcomes = Barrier(2), []

    def pick(actor: Actor) -> None:
        barrier.wait()
        try:
            outcomes.append(commands.pick_case(waiting, actor=actor).owner_id)
        except DomainError as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [Thread(target=pick, args=(acting(agent),)) for agent in (owner, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waiting.refresh_from_db()
    assert sorted(outcomes, key=str) == sorted([waiting.owner_id, WorkTaken], key=str)


def test_an_open_case_may_be_assigned_by_the_system(waiting: Case, colleague: Agent) -> None:
    assert commands.assign_case(waiting, agent=colleague, actor=SYSTEM).owner == colleague
