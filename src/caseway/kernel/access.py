"""Who acts, what they may do, and which rows they may see.

A grant is one permission at a level, held through a role in a team (or everywhere). A record is in reach through its
owner, its team, or a row that shares it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.errors import NotAllowed
from caseway.kernel.models import Share

M = TypeVar("M", bound=Model)


class ActorKind(StrEnum):
    AGENT = "agent"
    CONTACT = "contact"
    BOT = "bot"
    AUTOMATION = "automation"
    SYSTEM = "system"
    SERVICE = "service"


class Level(IntEnum):
    OWN = 1
    TEAM = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Grant:
    permission: str
    level: Level
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever carries out a command. `via` says through what: page, api, mail, job or cli."""

    kind: ActorKind
    id: int
    name: str
    grants: tuple[Grant, ...] = ()
    team_ids: tuple[int, ...] = ()
    on_behalf_of: str = ""
    via: str = "page"
    scopes: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def is_agent(self) -> bool:
        return self.kind in (ActorKind.AGENT, ActorKind.BOT)

    @property
    def agent_id(self) -> int | None:
        return self.id if self.is_agent else None

    def grants_of(self, permission: str) -> list[Grant]:
        if not _in_scope(self.scopes, permission):
            return []
        return [grant for grant in self.grants if grant.permission == permission]

    def teams_in_reach(self, permission: str) -> set[int]:
        """The teams whose records this permission reaches at level team; no team in the grant means all the actor's."""
        teams: set[int] = set()
        for grant in self.grants_of(permission):
            if grant.level == Level.TEAM:
                teams.update(self.team_ids if grant.team_id is None else (grant.team_id,))
        return teams

    def reaches_all(self, permission: str) -> bool:
        if self.kind in (ActorKind.SYSTEM, ActorKind.AUTOMATION):
            return True
        return any(grant.level == Level.ALL for grant in self.grants_of(permission))


SYSTEM = Actor(kind=ActorKind.SYSTEM, id=0, name="Caseway", via="job")


class Scoped(Protocol):
    """A record that somebody owns, or a team, or both."""

    @property
    def pk(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...


def may(actor: Actor, permission: str, record: Scoped | None = None) -> bool:
    """Whether the actor holds the permission; with a record, whether it reaches that record."""
    if actor.reaches_all(permission):
        return True
    if not actor.grants_of(permission):
        return False
    return record is None or _reaches(actor, permission, record)


def permitted(actor: Actor, permissions: Iterable[str], record: Scoped) -> frozenset[str]:
    """Those of the permissions that reach this record, with one statement at most however many are asked for."""
    allowed = {permission for permission in permissions if actor.reaches_all(permission)}
    others = {permission for permission in permissions if permission not in allowed and actor.grants_of(permission)}
    near = {permission for permission in others if _is_near(actor, permission, record)}
    if others - near:
        shares = list(_shares(actor, _kind_of(record)).filter(object_id=record.pk).values_list("may_change", flat=True))
        near |= {one for one in others if any(may_change or one.endswith(".read") for may_change in shares)}
    return frozenset(allowed | near)


def who_may(actors: Iterable[Actor], permission: str, record: Scoped) -> list[Actor]:
    """Those of the actors whose permission to read reaches this record, with one statement however many there are."""
    held = [actor for actor in actors if actor.grants_of(permission)]
    shares = Share.objects.filter(kind=_kind_of(record), object_id=record.pk).values_list("agent_id", "team_id")
    agent_ids, team_ids = (
        ({one for one in ids if one} for ids in zip(*shares, strict=True)) if shares else (set(), set())
    )
    return [
        actor
        for actor in held
        if actor.reaches_all(permission)
        or _is_near(actor, permission, record)
        or actor.id in agent_ids
        or team_ids.intersection(actor.team_ids)
    ]


def require(actor: Actor, permission: str, record: Scoped | None = None) -> None:
    """Raise `NotAllowed` unless the actor may."""
    if not may(actor, permission, record):
        raise NotAllowed(_("You may not do this here. Ask an administrator for the permission “%s”.") % permission)


def visible(queryset: QuerySet[M], actor: Actor, permission: str, *, kind: str) -> QuerySet[M]:
    """Narrow records with `owner` and `team` to those the actor's permission reaches, or that are shared."""
    if actor.reaches_all(permission):
        return queryset
    if not actor.is_agent or not actor.grants_of(permission):
        return queryset.none()
    return queryset.filter(
        Q(owner_id=actor.id)
        | Q(team_id__in=actor.teams_in_reach(permission))
        | Q(pk__in=_shares(actor, kind).values("object_id"))
    )


def _reaches(actor: Actor, permission: str, record: Scoped) -> bool:
    if _is_near(actor, permission, record):
        return True
    shares = _shares(actor, _kind_of(record)).filter(object_id=record.pk)
    if not permission.endswith(".read"):
        shares = shares.filter(may_change=True)
    return shares.exists()


def _is_near(actor: Actor, permission: str, record: Scoped) -> bool:
    """The actor's own, or one of a team the permission reaches."""
    is_own = actor.is_agent and record.owner_id == actor.id
    return is_own or record.team_id in actor.teams_in_reach(permission)


def _shares(actor: Actor, kind: str) -> QuerySet[Share]:
    return Share.objects.filter(Q(agent_id=actor.id) | Q(team_id__in=actor.team_ids), kind=kind)


def _kind_of(record: Scoped) -> str:
    return type(record).__name__.lower()


def _in_scope(scopes: tuple[str, ...], permission: str) -> bool:
    """No scopes means all; `cases` covers `cases.read`."""
    return not scopes or any(permission == scope or permission.startswith(f"{scope}.") for scope in scopes)
