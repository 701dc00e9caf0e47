import pytest

from caseway.kernel.access import Actor, ActorKind, Level, may
from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import EventRecord, User
from caseway.operations.commands import (
    NoAdministratorLeft,
    Profile,
    add_member,
    assign_role,
    change_agent,
    change_role,
    create_agent,
    create_bot,
    create_role,
    create_team,
    deactivate_agent,
    reactivate_agent,
    remove_member,
    withdraw_role,
)
from caseway.operations.models import Agent, RoleAssignment, TeamMembership
from caseway.operations.queries import actor_for, actor_of

ANA = Profile(name="Ana", signature="Best, Ana", time_zone="Europe/Berlin")


def test_a_person_is_added_with_a_sign_in(manager, db):
    agent = create_agent(ANA, email=" Ana@Caseway.example", password="a-kitchen-7", actor=manager)
    assert agent.user.email == "ana@caseway.example"
    assert agent.user.check_password("a-kitchen-7")
    assert actor_of(agent.user, via="page").name == "Ana"
    assert changes_of(agent).get().action == "created"
    assert EventRecord.objects.get().name == "operations.AgentCreated"


def test_without_a_password_nobody_signs_in_with_one(manager, db):
    assert not create_agent(ANA, email="ana@caseway.example", actor=manager).user.has_usable_password()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "taken@caseway.example"}, "email"),
        ({"email": "TAKEN@caseway.example"}, "email"),
        ({"password": "123"}, "password"),
        ({"profile": Profile(name="Ana", time_zone="Mars/Crater")}, "time_zone"),
        ({"profile": Profile(name=" ")}, "name"),
    ],
)
def test_what_cannot_be_is_refused_by_field(manager, db, values, field):
    User.objects.create_user("taken@caseway.example")
    wanted = {"profile": ANA, "email": "ana@caseway.example"} | values
    with pytest.raises(Invalid) as refusal:
        create_agent(wanted.pop("profile"), actor=manager, **wanted)
    assert list(refusal.value.fields) == [field]
    assert not Agent.objects.exists()


def test_a_bot_has_no_sign_in(manager, db):
    bot = create_bot(Profile(name="Helper"), actor=manager)
    assert (bot.kind, bot.user) == ("bot", None)
    assert actor_for(bot.pk, via="job").kind == ActorKind.BOT


def test_everybody_changes_their_own_profile_and_nobody_elses(manager, db):
    ana, ben = (
        create_agent(Profile(name=name), email=f"{name}@caseway.example", actor=manager) for name in ("ana", "ben")
    )
    me = actor_for(ana.pk, via="page")
    assert change_agent(ana, Profile(name="Ana F."), actor=me).name == "Ana F."
    with pytest.raises(NotAllowed):
        change_agent(ben, Profile(name="Benny"), actor=me)
    ben.refresh_from_db()
    assert ben.name == "ben"


def test_whoever_leaves_signs_in_no_more_until_taken_back(manager, boss):
    agent = create_agent(ANA, email="ana@caseway.example", actor=manager)
    deactivate_agent(agent, actor=manager)
    user = User.objects.get(pk=agent.user_id)
    assert (user.is_active, actor_of(user, via="page").is_agent) == (False, False)
    reactivate_agent(agent, actor=manager)
    assert actor_of(User.objects.get(pk=agent.user_id), via="page").is_agent


def test_the_last_administrator_stays(manager, boss, administrator_role):
    for attempt in (
        lambda: deactivate_agent(boss, actor=manager),
        lambda: withdraw_role(boss, administrator_role, actor=manager),
        lambda: change_role(administrator_role, name="Boss", permissions={}, actor=manager),
    ):
        with pytest.raises(NoAdministratorLeft):
            attempt()
        assert may(actor_for(boss.pk, via="page"), "settings.manage")
        boss.refresh_from_db()
        assert boss.is_active


def test_a_role_in_a_team_reaches_that_team(manager, db):
    agent = create_agent(ANA, email="ana@caseway.example", actor=manager)
    team = create_team(name="Gold", actor=manager)
    role = create_role(name="Solver", slug="solver", permissions={"cases.resolve": "team"}, actor=manager)
    assign_role(agent, role, team=team, actor=manager)
    assign_role(agent, role, team=team, actor=manager)
    assert RoleAssignment.objects.count() == 1
    [grant] = actor_for(agent.pk, via="page").grants
    assert (grant.permission, grant.level, grant.team_id) == ("cases.resolve", Level.TEAM, team.pk)
    withdraw_role(agent, role, team=None, actor=manager)
    assert RoleAssignment.objects.count() == 1


def test_joining_and_leaving_a_team_twice_happens_once(manager, db):
    agent, team = create_agent(ANA, email="ana@caseway.example", actor=manager), create_team(name="Gold", actor=manager)
    for _twice in range(2):
        add_member(team, agent, actor=manager)
    assert actor_for(agent.pk, via="page").team_ids == (team.pk,)
    for _twice in range(2):
        remove_member(team, agent, actor=manager)
    assert not TeamMembership.objects.exists()
    assert list(EventRecord.objects.order_by("id").values_list("name", flat=True)[1:]) == [
        "operations.TeamJoined",
        "operations.TeamLeft",
    ]


@pytest.mark.parametrize("permissions", [{"cases.fly": "all"}, {"cases.read": "everything"}])
def test_a_role_of_permissions_that_do_not_exist_is_refused(manager, db, permissions):
    with pytest.raises(Invalid) as refusal:
        create_role(name="Odd", slug="odd", permissions=permissions, actor=manager)
    assert list(refusal.value.fields) == ["permissions"]


def test_who_may_not_manage_changes_nothing(boss, administrator_role):
    stranger = Actor(kind=ActorKind.AGENT, id=boss.pk + 1, name="Stan")
    for attempt in (
        lambda: create_agent(ANA, email="ana@caseway.example", actor=stranger),
        lambda: create_bot(ANA, actor=stranger),
        lambda: deactivate_agent(boss, actor=stranger),
        lambda: create_team(name="Mine", actor=stranger),
        lambda: assign_role(boss, administrator_role, actor=stranger),
        lambda: change_role(administrator_role, name="Mine", permissions={}, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (Agent.objects.count(), RoleAssignment.objects.count(), User.objects.count()) == (1, 1, 0)
