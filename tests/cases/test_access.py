from collections.abc import Callable

import pytest

from caseway.cases import commands, queries
from caseway.cases.commands import NewCase
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor, ActorKind, Grant, Level, may, require
from caseway.kernel.errors import NotAllowed
from caseway.kernel.models import Share
from caseway.operations.models import Agent
from tests.world import World

Acting = Callable[[Agent], Actor]


@pytest.fixture
def case(world: World) -> Case:
    return commands.open_case(NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=SYSTEM)


def actor(*grants: Grant, teams: tuple[int, ...] = (), agent_id: int = 1, scopes: tuple[str, ...] = ()) -> Actor:
    return Actor(kind=ActorKind.AGENT, id=agent_id, name="Ana", grants=grants, team_ids=teams, scopes=scopes)


def test_levels_reach_own_team_and_all(case: Case) -> None:
    assert case.team_id is not None
    own, team, everything = (Grant("cases.read", level) for level in (Level.OWN, Level.TEAM, Level.ALL))
    assert not may(actor(own), "cases.read", case)
    assert not may(actor(team), "cases.read", case)
    assert may(actor(team, teams=(case.team_id,)), "cases.read", case)
    assert may(actor(everything), "cases.read", case)
    assert not may(actor(everything), "cases.work", case)


def test_a_role_held_in_one_team_reaches_only_there(case: Case) -> None:
    assert case.team_id is not None
    elsewhere = Grant("cases.read", Level.TEAM, team_id=case.team_id + 1)
    assert not may(actor(elsewhere, teams=(case.team_id, case.team_id + 1)), "cases.read", case)


def test_what_one_may_and_what_one_sees_agree(case: Case, owner: Agent, stranger: Agent, acting: Acting) -> None:
    for agent, sees in ((owner, True), (stranger, False)):
        assert may(acting(agent), "cases.read", case) is sees
        assert queries.visible_cases(acting(agent)).filter(pk=case.pk).exists() is sees


def test_a_shared_record_is_open_to_whom_it_is_shared_with(case: Case, stranger: Agent, acting: Acting) -> None:
    share = Share.objects.create(kind="case", object_id=case.pk, agent_id=stranger.pk, shared_by="agent:1")
    them = acting(stranger)
    assert queries.visible_cases(them).get() == case
    assert may(them, "cases.read", case)
    assert not may(them, "cases.work", case)
    share.may_change = True
    share.save()
    assert may(them, "cases.work", case)


def test_scopes_only_narrow(case: Case) -> None:
    grants = (Grant("cases.read", Level.ALL), Grant("customers.read", Level.ALL))
    narrowed = actor(*grants, scopes=("cases",))
    assert may(narrowed, "cases.read", case)
    assert not may(narrowed, "customers.read")
    assert not may(actor(scopes=("cases",)), "cases.read", case)


def test_who_may_not_is_told_which_permission(case: Case) -> None:
    with pytest.raises(NotAllowed, match=r"cases\.resolve"):
        require(actor(), "cases.resolve", case)


def test_a_contact_is_no_agent_even_with_the_same_id(case: Case, owner: Agent) -> None:
    contact = Actor(kind=ActorKind.CONTACT, id=owner.pk, name="Maria", grants=(Grant("cases.read", Level.OWN),))
    commands.assign_case(case, agent=owner, actor=SYSTEM)
    case.refresh_from_db()
    assert not queries.visible_cases(contact).exists()
    assert not may(contact, "cases.read", case)
