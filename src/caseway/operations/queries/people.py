"""Who somebody is, and what they may do."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from caseway.kernel.access import Actor, ActorKind, Grant, Level
from caseway.operations.models import Agent, RoleAssignment, Team, TeamMembership

NOBODY = Actor(kind=ActorKind.CONTACT, id=0, name="")
LEVELS = {"own": Level.OWN, "team": Level.TEAM, "all": Level.ALL}


def actor_of(user: AbstractBaseUser | AnonymousUser, *, via: str, scopes: tuple[str, ...] = ()) -> Actor:
    """The actor behind a sign-in identity; nobody (a contact with no grants) when it is no active agent's."""
    if not user.is_authenticated:
        return NOBODY
    agent = _with_grants().filter(user_id=user.pk, is_active=True).first()
    return _actor(agent, via=via, scopes=scopes) if agent else NOBODY


def actor_for(agent_id: int, *, via: str) -> Actor:
    """The actor of an agent, for jobs that work on somebody's behalf."""
    return _actor(_with_grants().get(pk=agent_id), via=via)


def agents() -> QuerySet[Agent]:
    """Active people and bots, by name. Names of colleagues are open to every agent."""
    return Agent.objects.filter(is_active=True)


def teams() -> QuerySet[Team]:
    return Team.objects.all()


def _with_grants() -> QuerySet[Agent]:
    """Agents with their teams and roles, all in one statement."""
    mine = {"agent_id": OuterRef("pk")}
    return Agent.objects.annotate(
        held=ArraySubquery(
            RoleAssignment.objects.filter(**mine).values(
                one=JSONObject(team="team_id", permissions="role__permissions")
            )
        ),
        team_ids=ArraySubquery(TeamMembership.objects.filter(**mine).values("team_id")),
    )


def _actor(agent: Agent, *, via: str, scopes: tuple[str, ...] = ()) -> Actor:
    grants = tuple(
        Grant(permission, LEVELS[level], role["team"])
        for role in agent.held  # type: ignore[attr-defined]
        for permission, level in role["permissions"].items()
    )
    return Actor(
        kind=ActorKind.BOT if agent.kind == Agent.Kind.BOT else ActorKind.AGENT,
        id=agent.pk,
        name=agent.name,
        grants=grants,
        team_ids=tuple(agent.team_ids),  # type: ignore[attr-defined]
        via=via,
        scopes=scopes,
    )
