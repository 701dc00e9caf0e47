import pytest

from caseway.cases import commands
from caseway.cases.commands import NewActivity, OpenActivities
from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid
from tests.world import World


def test_canceling_stops_everything(picked: Case, ana: Actor, world: World) -> None:
    case = commands.cancel_case(picked, actor=ana)
    assert (case.state, case.status_reason_id, case.due_at) == ("canceled", "canceled", None)
    assert case.clock_set is not None
    assert {clock.status for clock in case.clock_set.clocks.all()} == {"canceled"}
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 15


def test_open_activities_must_be_closed_first(picked: Case, ana: Actor) -> None:
    activity = commands.add_activity(picked, actor=ana, new=NewActivity(kind="task", subject="Send the seal"))
    with pytest.raises(OpenActivities):
        commands.cancel_case(picked, actor=ana)
    commands.close_activity(activity, actor=ana, is_completed=False)
    assert commands.cancel_case(picked, actor=ana).state == "canceled"


def test_what_was_taken_on_creation_comes_back(world: World, picked: Case, ana: Actor) -> None:
    world.entitlement.decrease_on = "creation"
    world.entitlement.save()
    new = commands.NewCase(title="Oven", contact=world.maria, origin="email")
    case = commands.open_case(new, actor=ana)
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 14
    commands.cancel_case(case, actor=ana)
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 15
    commands.reactivate_case(case, actor=ana)
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 14


def test_a_reason_of_another_state_is_refused(picked: Case, ana: Actor) -> None:
    with pytest.raises(Invalid):
        commands.cancel_case(picked, actor=ana, status_reason="in_progress")
