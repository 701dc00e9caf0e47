from collections.abc import Callable

import pytest

from caseway.cases import commands
from caseway.cases.commands import CaseAlreadyClosed, NewActivity, NewCase, OpenActivities, Resolution
from caseway.cases.models import Case, CaseResolution
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import EventRecord
from caseway.operations.models import Agent
from tests.world import World

Acting = Callable[[Agent], Actor]


@pytest.fixture
def case(world: World, owner: Agent, acting: Acting) -> Case:
    case = commands.open_case(NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=SYSTEM)
    return commands.pick_case(case, actor=acting(owner))


def resolve(case: Case, actor: Actor, **values: object) -> Case:
    return commands.resolve_case(case, actor=actor, resolution=Resolution(**{"resolution": "New seal", **values}))


def test_resolving_takes_one_of_fifteen(world: World, case: Case, owner: Agent, acting: Acting) -> None:
    case = resolve(case, acting(owner))
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 14
    entry = world.entitlement.ledger.get()
    assert (entry.amount, entry.remaining, entry.reference) == (-1, 14, case.number)


def test_resolving_writes_a_record_and_ends_what_ran(case: Case, owner: Agent, acting: Acting) -> None:
    case = resolve(case, acting(owner), billable_minutes=12, remarks="Sent by post")
    case.refresh_from_db()
    assert (case.state, case.status_reason_id, case.due_at) == ("resolved", "problem_solved", None)
    record = CaseResolution.objects.get(case=case)
    assert (record.resolution, record.billable_minutes, record.resolved_by) == ("New seal", 12, f"agent:{owner.pk}")
    assert case.work_item.state == "closed"
    assert {clock.status for clock in case.clock_set.clocks.all()} <= {"succeeded", "canceled", "noncompliant"}
    assert EventRecord.objects.filter(name="cases.CaseResolved", subject_id=case.pk).count() == 1


def test_a_case_resolves_once(case: Case, owner: Agent, acting: Acting) -> None:
    resolve(case, acting(owner))
    with pytest.raises(CaseAlreadyClosed):
        resolve(case, acting(owner))
    assert CaseResolution.objects.count() == 1


def test_a_resolution_says_how(case: Case, owner: Agent, acting: Acting) -> None:
    with pytest.raises(Invalid):
        resolve(case, acting(owner), resolution="  ")


def test_open_activities_are_canceled_only_when_confirmed(case: Case, owner: Agent, acting: Acting) -> None:
    actor = acting(owner)
    activity = commands.add_activity(case, actor=actor, new=NewActivity(kind="task", subject="Send the seal"))
    with pytest.raises(OpenActivities):
        resolve(case, actor)
    case.refresh_from_db()
    assert case.state == "active"
    resolve(case, actor, cancels_open_activities=True)
    activity.refresh_from_db()
    assert activity.state == "canceled"


def test_reactivating_gives_back_and_keeps_the_record(world: World, case: Case, owner: Agent, acting: Acting) -> None:
    case = commands.reactivate_case(resolve(case, acting(owner)), actor=acting(owner))
    world.entitlement.refresh_from_db()
    assert (case.state, case.status_reason_id, world.entitlement.remaining) == ("active", "in_progress", 15)
    resolve(case, acting(owner), resolution="Again")
    assert [record.resolution for record in case.resolutions.all()] == ["Again", "New seal"]
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 14


def test_a_stranger_may_not_resolve(world: World, case: Case, stranger: Agent, acting: Acting) -> None:
    with pytest.raises(NotAllowed):
        resolve(case, acting(stranger))
    case.refresh_from_db()
    world.entitlement.refresh_from_db()
    assert (case.state, world.entitlement.remaining) == ("active", 15)
    assert CaseResolution.objects.count() == 0


def test_a_colleague_of_the_team_may_resolve(case: Case, colleague: Agent, acting: Acting) -> None:
    assert resolve(case, acting(colleague)).state == "resolved"


def test_what_stands_above_may_hold_a_case_open(case: Case, owner: Agent, acting: Acting) -> None:
    commands.hold(case, kind="swarm", reference="7", reason="A swarm is at work.", actor=SYSTEM)
    with pytest.raises(commands.CaseHeld):
        resolve(case, acting(owner))
    commands.lift_hold(case, kind="swarm", reference="7", actor=SYSTEM)
    assert resolve(case, acting(owner)).state == "resolved"
