"""Agents, teams and roles, each in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from caseway.kernel.access import Actor
from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.crud.verbs import answer
from caseway.kernel.db import atomic
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.operations import commands
from caseway.operations.forms import AgentForm, NewAgentForm, RoleForm, TeamForm
from caseway.operations.models import Agent, Role, Team
from caseway.operations.views.screens import AGENTS, ROLES, TEAMS


@agent_page("settings.manage")
def create_agent(request: AgentRequest) -> HttpResponse:
    form = NewAgentForm(request.POST or None)

    @atomic()
    def save() -> Agent:
        asked = form.cleaned_data
        agent = commands.create_agent(
            form.profile(), email=asked["email"], password=asked["password"], actor=request.actor
        )
        return _place(agent, form, request.actor)

    return answer(request, AGENTS, form, save)


@agent_page("settings.manage")
def change_agent(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(AGENTS.rows(), pk=pk)
    form = AgentForm(request.POST or None, initial=AgentForm.initial_of(agent))

    @atomic()
    def save() -> Agent:
        changed = commands.change_agent(agent, form.profile(), actor=request.actor)
        return _place(changed, form, request.actor)

    return answer(request, AGENTS, form, save, row=agent)


@agent_page("settings.manage")
def create_team(request: AgentRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)

    @atomic()
    def save() -> Team:
        team = commands.create_team(name=form.cleaned_data["name"], actor=request.actor)
        return _fill(team, list(form.cleaned_data["members"]), request.actor)

    return answer(request, TEAMS, form, save)


@agent_page("settings.manage")
def change_team(request: AgentRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(TEAMS.rows(), pk=pk)
    shown = {"name": team.name, "members": [member.pk for member in team.members.all()]}
    form = TeamForm(request.POST or None, initial=shown)

    @atomic()
    def save() -> Team:
        changed = commands.rename_team(team, name=form.cleaned_data["name"], actor=request.actor)
        return _fill(changed, list(form.cleaned_data["members"]), request.actor)

    return answer(request, TEAMS, form, save, row=team)


@agent_page("settings.manage")
def delete_team(request: AgentRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(TEAMS.rows(), pk=pk)

    def delete() -> None:
        commands.delete_team(team, actor=request.actor)

    return confirm_deletion(request, team, delete, dialog_of(TEAMS, request, heading=team))


@agent_page("settings.manage")
def create_role(request: AgentRequest) -> HttpResponse:
    form = RoleForm(request.POST or None)

    def save() -> Role:
        asked = form.cleaned_data
        return commands.create_role(
            name=asked["name"], slug=asked["slug"], permissions=form.permissions(), actor=request.actor
        )

    return answer(request, ROLES, form, save)


@agent_page("settings.manage")
def change_role(request: AgentRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(ROLES.rows(), pk=pk)
    form = RoleForm(request.POST or None, role=role)

    def save() -> Role:
        name, permissions = form.cleaned_data["name"], form.permissions()
        return commands.change_role(role, name=name, permissions=permissions, actor=request.actor)

    return answer(request, ROLES, form, save, row=role)


def _place(agent: Agent, form: AgentForm, actor: Actor) -> Agent:
    """Give the agent the teams and roles that were chosen, and take the others."""
    wanted, held = (
        set(form.held()),
        {(held.role, held.team) for held in agent.assignments.select_related("role", "team")},
    )
    for role, team in wanted - held:
        commands.assign_role(agent, role, team=team, actor=actor)
    for role, team in held - wanted:
        commands.withdraw_role(agent, role, team=team, actor=actor)
    chosen, present = set(form.cleaned_data["member_of"]), set(agent.teams.all())
    for team in chosen - present:
        commands.add_member(team, agent, actor=actor)
    for team in present - chosen:
        commands.remove_member(team, agent, actor=actor)
    if form.cleaned_data["is_active"] != agent.is_active:
        verb = commands.reactivate_agent if form.cleaned_data["is_active"] else commands.deactivate_agent
        return verb(agent, actor=actor)
    return agent


def _fill(team: Team, members: list[Agent], actor: Actor) -> Team:
    """Let those chosen join, and the others of those offered leave."""
    present = set(team.members.filter(is_active=True))
    for agent in set(members) - present:
        commands.add_member(team, agent, actor=actor)
    for agent in present - set(members):
        commands.remove_member(team, agent, actor=actor)
    return team
