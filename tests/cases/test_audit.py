from collections.abc import Callable

from caseway.cases import commands
from caseway.cases.commands import CaseEdit, NewCase
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.audit import changes_of
from caseway.operations.models import Agent
from tests.world import World


def test_a_change_says_who_what_before_and_after(world: World, owner: Agent, acting: Callable[[Agent], Actor]) -> None:
    case = commands.open_case(NewCase(title="Brewer leaks", contact=world.maria), actor=SYSTEM)
    commands.edit_case(case, actor=acting(owner), edit=CaseEdit(title="Brewer drips", priority=1))
    edited, created = changes_of(case)[0], changes_of(case).last()
    assert created is not None
    assert (created.action, created.changes["title"]) == ("created", [None, "Brewer leaks"])
    assert (edited.action, edited.actor, edited.via) == ("changed", f"agent:{owner.pk}", "page")
    assert edited.changes["title"] == ["Brewer leaks", "Brewer drips"]
    assert edited.changes["priority"] == [2, 1]


def test_what_changes_nothing_is_not_recorded(world: World, owner: Agent, acting: Callable[[Agent], Actor]) -> None:
    case = commands.open_case(NewCase(title="Brewer leaks", contact=world.maria), actor=SYSTEM)
    before = changes_of(case).count()
    commands.edit_case(case, actor=acting(owner), edit=CaseEdit(title="Brewer leaks"))
    assert changes_of(case).count() == before
