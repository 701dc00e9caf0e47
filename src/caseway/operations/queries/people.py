"""Who somebody is, and what they may do."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet

from caseway.kernel.access import Actor, ActorKind, Grant, Level
from caseway.kernel.caching import kept_for
from caseway.operations.models import Agent, Team

NOBODY = Actor(kind=ActorKind.CONTACT, id=0, name="")
LEVELS = {"own": Level.OWN, "team": Level.TEAM, "all": Level.ALL}
WITH_GRANTS = """
SELECT agent.id, agent.kind, agent.name,
  ARRAY(SELECT team_id FROM operations_teammembership WHERE agent_id = agent.id),
  (SELECT coalesce(jsonb_agg(jsonb_build_object('team', held.team_id, 'permissions', role.permissions)), '[]')
   FROM operations_roleassignment held JOIN operations_role role ON role.id = held.role_id
   WHERE held.agent_id = agent.id)
FROM operations_agent agent"""


def actor_of(user: AbstractBaseUser | AnonymousUser, *, via: str, scopes: tuple[str, ...] = ()) -> Actor:
    """The actor behind a sign-in identity; nobody (a contact with no grants) when it is no active agent's."""
    if not user.is_authenticated:
        return NOBODY
    return _actor("agent.user_id = %s AND agent.is_active", user.pk, via=via, scopes=scopes) or NOBODY


def actor_for(agent_id: int, *, via: str) -> Actor:
    """The actor of an agent, for jobs that work on somebody's behalf."""
    actor = _actor("agent.id = %s", agent_id, via=via)
    if actor is None:
        raise Agent.DoesNotExist(f"There is no agent {agent_id}.")
    return actor


def agents() -> QuerySet[Agent]:
    """Active people and bots, by name. Names of colleagues are open to every agent."""
    return Agent.objects.filter(is_active=True)


def teams() -> QuerySet[Team]:
    return Team.objects.all()


@kept_for(timedelta(seconds=5))
def agent_addresses() -> dict[str, str]:
    """The names of everybody who works here, by the address they sign in with, in lower case."""
    people = Agent.objects.filter(is_active=True, user__isnull=False).values_list("user__email", "name")
    return {email.lower(): name for email, name in people}


def actors_for(agent_ids: Iterable[int], *, via: str) -> list[Actor]:
    """The actors of several active agents, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{WITH_GRANTS} WHERE agent.id = ANY(%s) AND agent.is_active", (list(agent_ids),))
        return [_made(row, via=via) for row in cursor.fetchall()]


def _actor(which: str, value: int, *, via: str, scopes: tuple[str, ...] = ()) -> Actor | None:
    """One agent with teams and roles in one statement, written out because every request asks it."""
    with connection.cursor() as cursor:
        cursor.execute(f"{WITH_GRANTS} WHERE {which}", (value,))
        row = cursor.fetchone()
    return _made(row, via=via, scopes=scopes) if row else None


def _made(row: tuple[Any, ...], *, via: str, scopes: tuple[str, ...] = ()) -> Actor:
    agent_id, kind, name, team_ids, held = row
    grants = tuple(
        Grant(permission, LEVELS[level], role["team"])
        for role in json.loads(held)
        for permission, level in role["permissions"].items()
    )
    return Actor(
        kind=ActorKind.BOT if kind == Agent.Kind.BOT else ActorKind.AGENT,
        id=agent_id,
        name=name,
        grants=grants,
        team_ids=tuple(team_ids),
        via=via,
        scopes=scopes,
    )
