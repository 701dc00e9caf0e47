"""Teams and who is in them, roles and who holds them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.crud.commands import delete_row
from caseway.kernel.db import atomic, lock_row, remember
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.operations.commands.people import PERMISSION, NoAdministratorLeft
from caseway.operations.events import RoleAssigned, RoleWithdrawn, TeamJoined, TeamLeft
from caseway.operations.models import Agent, Role, RoleAssignment, Team, TeamMembership
from caseway.operations.queries.settings import administrators
from caseway.operations.rules.roles import LEVELS, PERMISSIONS


@atomic()
def create_team(*, name: str, actor: Actor) -> Team:
    require(actor, PERMISSION)
    _require_free(name, Team.objects.filter(name=name).exists())
    team = Team.objects.create(name=name)
    record_change(team, actor=actor)
    return team


@atomic()
def rename_team(team: Team, *, name: str, actor: Actor) -> Team:
    require(actor, PERMISSION)
    team = lock_row(team)
    _require_free(name, Team.objects.filter(name=name).exclude(pk=team.pk).exists())
    team.name = name
    team.save(update_fields=["name"])
    record_change(team, actor=actor)
    return team


@atomic()
def delete_team(team: Team, *, actor: Actor) -> None:
    """Forget a team that owns nothing. Who is in it leaves, and loses the roles held there."""
    require(actor, PERMISSION)
    team = lock_row(team)
    for held in RoleAssignment.objects.filter(team=team).select_related("agent", "role"):
        withdraw_role(held.agent, held.role, team=team, actor=actor)
    for member in team.members.all():
        remove_member(team, member, actor=actor)
    delete_row(team, actor=actor, permission=PERMISSION)


@atomic()
def add_member(team: Team, agent: Agent, *, actor: Actor) -> TeamMembership:
    """Joining a team twice changes nothing."""
    require(actor, PERMISSION)
    membership, is_new = TeamMembership.objects.get_or_create(team=team, agent=agent)
    if is_new:
        record_change(membership, actor=actor)
        publish(TeamJoined(agent_id=agent.pk, team_id=team.pk, actor=actor.reference))
    return membership


@atomic()
def remove_member(team: Team, agent: Agent, *, actor: Actor) -> None:
    require(actor, PERMISSION)
    membership = TeamMembership.objects.select_for_update().filter(team=team, agent=agent).first()
    if membership is not None:
        remember(membership)
        record_change(membership, actor=actor, action="deleted")
        membership.delete()
        publish(TeamLeft(agent_id=agent.pk, team_id=team.pk, actor=actor.reference))


@atomic()
def create_role(*, name: str, slug: str, permissions: Mapping[str, str], actor: Actor) -> Role:
    """A set of permissions, each at a level: own, team or all."""
    require(actor, PERMISSION)
    _require_known(permissions)
    taken = Role.objects.filter(name=name) | Role.objects.filter(slug=slug)
    _require_free(name, taken.exists())
    role = Role.objects.create(name=name, slug=slug, permissions=dict(permissions))
    record_change(role, actor=actor)
    return role


@atomic()
def change_role(role: Role, *, name: str, permissions: Mapping[str, str], actor: Actor) -> Role:
    """Everybody who holds it may do what it says from their next request on."""
    require(actor, PERMISSION)
    _require_known(permissions)
    role = lock_row(role)
    _require_free(name, Role.objects.filter(name=name).exclude(pk=role.pk).exists())
    role.name, role.permissions = name, dict(permissions)
    role.save(update_fields=["name", "permissions"])
    _require_administrator()
    record_change(role, actor=actor)
    return role


@atomic()
def delete_role(role: Role, *, actor: Actor) -> None:
    """Forget a role that nobody holds."""
    delete_row(role, actor=actor, permission=PERMISSION)


@atomic()
def assign_role(agent: Agent, role: Role, *, team: Team | None = None, actor: Actor) -> RoleAssignment:
    """Let the agent hold the role, in one team or everywhere. Assigning it twice changes nothing."""
    require(actor, PERMISSION)
    assignment, is_new = RoleAssignment.objects.get_or_create(agent=agent, role=role, team=team)
    if is_new:
        record_change(assignment, actor=actor)
        publish(
            RoleAssigned(agent_id=agent.pk, role_id=role.pk, team_id=team.pk if team else None, actor=actor.reference)
        )
    return assignment


@atomic()
def withdraw_role(agent: Agent, role: Role, *, team: Team | None = None, actor: Actor) -> None:
    """Take the role from the agent, there. Somebody always stays who may change the settings."""
    require(actor, PERMISSION)
    assignment = RoleAssignment.objects.select_for_update().filter(agent=agent, role=role, team=team).first()
    if assignment is None:
        return
    remember(assignment)
    record_change(assignment, actor=actor, action="deleted")
    assignment.delete()
    _require_administrator()
    publish(RoleWithdrawn(agent_id=agent.pk, role_id=role.pk, team_id=team.pk if team else None, actor=actor.reference))


def _require_administrator() -> None:
    if not administrators().exists():
        raise NoAdministratorLeft(
            _("Nobody could change the settings any more: give that permission to somebody first.")
        )


def _require_free(name: str, is_taken: bool) -> None:
    if not name.strip():
        raise Invalid(_("A name is missing."), fields={"name": _("Write a name.")})
    if is_taken:
        raise Invalid(_("This name is taken."), fields={"name": _("Choose a name that is not taken.")})


def _require_known(permissions: Mapping[str, str]) -> None:
    """Raise `Invalid` naming the first permission or level that does not exist."""
    for permission, level in permissions.items():
        if permission not in PERMISSIONS:
            fault = _("There is no permission “%(name)s”.") % {"name": permission[:80]}
        elif level not in LEVELS:
            fault = _("Write own, team or all for “%(name)s”.") % {"name": permission}
        else:
            continue
        raise Invalid(fault, fields={"permissions": fault})
