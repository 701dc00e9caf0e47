"""Agents, teams and roles for programs."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
from caseway.operations import commands
from caseway.operations.models import Agent, Role, Team
from caseway.operations.queries import settings
from caseway.operations.schemas import (
    AgentChange,
    AgentIn,
    AgentOut,
    HeldIn,
    RoleChange,
    RoleIn,
    RoleOut,
    TeamIn,
    TeamOut,
)

router = Router(tags=["people"])


@router.get("/agents", response=Listing[AgentOut])
def list_agents(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Colleagues by name; administrators see who has left too."""
    return listing(settings.visible_agents(request.actor), asked, order=("name", "id"))


@router.post("/agents", response={201: AgentOut})
def create_agent(request: ApiRequest, data: AgentIn) -> Status[Agent]:
    """Add a person who signs in."""
    profile = commands.Profile(**data.model_dump(include={"name", "signature", "time_zone"}))
    made = commands.create_agent(profile, email=data.email, password=data.password, actor=request.actor)
    return Status(201, made)


@router.get("/agents/{agent_id}", response=AgentOut)
def get_agent(request: ApiRequest, agent_id: Path[Identifier]) -> Agent:
    """One agent, with teams and roles."""
    return stamp(request, _agent(request, agent_id))


@router.patch("/agents/{agent_id}", response=AgentOut)
def change_agent(request: ApiRequest, agent_id: Path[Identifier], data: AgentChange) -> Agent:
    """Change name, signature or time zone; everybody may change their own."""
    with atomic():
        found = held(request, _agent(request, agent_id))
        profile = commands.Profile(name=found.name, signature=found.signature, time_zone=found.time_zone)
        found = commands.change_agent(
            found, replace(profile, **data.model_dump(exclude_none=True)), actor=request.actor
        )
    return stamp(request, found)


@router.post("/agents/{agent_id}/deactivate", response=AgentOut)
def deactivate_agent(request: ApiRequest, agent_id: Path[Identifier]) -> Agent:
    """They sign in no more and get no work."""
    return commands.deactivate_agent(_agent(request, agent_id), actor=request.actor)


@router.post("/agents/{agent_id}/reactivate", response=AgentOut)
def reactivate_agent(request: ApiRequest, agent_id: Path[Identifier]) -> Agent:
    """They may sign in again."""
    return commands.reactivate_agent(_agent(request, agent_id), actor=request.actor)


@router.post("/agents/{agent_id}/assign-role", response=AgentOut)
def assign_role(request: ApiRequest, agent_id: Path[Identifier], data: HeldIn) -> Agent:
    """Let them hold a role, in one team or everywhere."""
    agent, role, team = _held(request, agent_id, data)
    commands.assign_role(agent, role, team=team, actor=request.actor)
    return _agent(request, agent_id)


@router.post("/agents/{agent_id}/withdraw-role", response=AgentOut)
def withdraw_role(request: ApiRequest, agent_id: Path[Identifier], data: HeldIn) -> Agent:
    """Take a role from them, there."""
    agent, role, team = _held(request, agent_id, data)
    commands.withdraw_role(agent, role, team=team, actor=request.actor)
    return _agent(request, agent_id)


@router.get("/teams", response=Listing[TeamOut])
def list_teams(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Teams with their members, by name."""
    return listing(settings.visible_teams(request.actor), asked, order=("name", "id"))


@router.post("/teams", response={201: TeamOut})
def create_team(request: ApiRequest, data: TeamIn) -> Status[Team]:
    """Add a team."""
    return Status(201, commands.create_team(name=data.name, actor=request.actor))


@router.get("/teams/{team_id}", response=TeamOut)
def get_team(request: ApiRequest, team_id: Path[Identifier]) -> Team:
    """One team."""
    return _team(request, team_id)


@router.patch("/teams/{team_id}", response=TeamOut)
def rename_team(request: ApiRequest, team_id: Path[Identifier], data: TeamIn) -> Team:
    """Give it another name."""
    return commands.rename_team(_team(request, team_id), name=data.name, actor=request.actor)


@router.delete("/teams/{team_id}", response={204: None})
def delete_team(request: ApiRequest, team_id: Path[Identifier]) -> Status[None]:
    """Forget a team that owns nothing. Who is in it leaves, and loses the roles held there."""
    commands.delete_team(_team(request, team_id), actor=request.actor)
    return Status(204, None)


@router.put("/teams/{team_id}/members/{agent_id}", response=TeamOut)
def add_member(request: ApiRequest, team_id: Path[Identifier], agent_id: Path[Identifier]) -> Team:
    """Let an agent join."""
    commands.add_member(_team(request, team_id), _agent(request, agent_id), actor=request.actor)
    return _team(request, team_id)


@router.delete("/teams/{team_id}/members/{agent_id}", response=TeamOut)
def remove_member(request: ApiRequest, team_id: Path[Identifier], agent_id: Path[Identifier]) -> Team:
    """Let an agent leave."""
    commands.remove_member(_team(request, team_id), _agent(request, agent_id), actor=request.actor)
    return _team(request, team_id)


@router.get("/roles", response=Listing[RoleOut])
def list_roles(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Roles and what they permit, for administrators."""
    return listing(settings.visible_roles(request.actor), asked, order=("name", "id"))


@router.post("/roles", response={201: RoleOut})
def create_role(request: ApiRequest, data: RoleIn) -> Status[Role]:
    """Add a role: each permission with how far it reaches."""
    return Status(201, commands.create_role(**data.model_dump(), actor=request.actor))


@router.get("/roles/{slug}", response=RoleOut)
def get_role(request: ApiRequest, slug: str) -> Role:
    """One role."""
    return stamp(request, _role(request, slug))


@router.patch("/roles/{slug}", response=RoleOut)
def change_role(request: ApiRequest, slug: str, data: RoleChange) -> Role:
    """Change what a role permits; it holds from everybody's next request on."""
    role = _role(request, slug)
    permissions = role.permissions if data.permissions is None else data.permissions
    return commands.change_role(role, name=data.name or role.name, permissions=permissions, actor=request.actor)


@router.delete("/roles/{slug}", response={204: None})
def delete_role(request: ApiRequest, slug: str) -> Status[None]:
    """Forget one that nobody holds."""
    commands.delete_role(_role(request, slug), actor=request.actor)
    return Status(204, None)


def _agent(request: ApiRequest, agent_id: int) -> Agent:
    return get_object_or_404(settings.visible_agents(request.actor), pk=agent_id)


def _team(request: ApiRequest, team_id: int) -> Team:
    return get_object_or_404(settings.visible_teams(request.actor), pk=team_id)


def _role(request: ApiRequest, slug: str) -> Role:
    return get_object_or_404(settings.visible_roles(request.actor), slug=slug)


def _held(request: ApiRequest, agent_id: int, data: HeldIn) -> tuple[Agent, Role, Team | None]:
    team = _team(request, data.team_id) if data.team_id else None
    return _agent(request, agent_id), _role(request, data.role), team
