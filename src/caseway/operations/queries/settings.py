"""What administrators arrange: who may change the settings, and the rows they arrange."""

from django.db.models import CharField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from caseway.kernel.access import Actor, may
from caseway.kernel.sessions import is_connected
from caseway.operations.models import Agent, BusinessCalendar, QuickReply, Role, Team, Template, TemplateFile


def administrators() -> QuerySet[Agent]:
    """Active people who may change the settings everywhere."""
    return Agent.objects.filter(
        is_active=True,
        kind=Agent.Kind.PERSON,
        assignments__team=None,
        assignments__role__permissions__contains={"settings.manage": "all"},
    )


def visible_agents(actor: Actor) -> QuerySet[Agent]:
    """Names of colleagues are open to every agent; who has left is shown to administrators."""
    agents = with_presence(Agent.objects.select_related("user"))
    agents = agents.prefetch_related("assignments__role", "assignments__team", "teams")
    if may(actor, "settings.manage"):
        return agents
    return agents.filter(is_active=True) if actor.is_agent else agents.none()


def with_presence(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """Each with `is_here`: a page of ours is open in their browser."""
    return agents.annotate(is_here=is_connected(Concat(Value("agent:"), OuterRef("pk"), output_field=CharField())))


def visible_teams(actor: Actor) -> QuerySet[Team]:
    teams = Team.objects.prefetch_related("members")
    return teams if actor.is_agent else teams.none()


def visible_roles(actor: Actor) -> QuerySet[Role]:
    return Role.objects.all() if may(actor, "settings.manage") else Role.objects.none()


def visible_calendars(actor: Actor) -> QuerySet[BusinessCalendar]:
    """When we are open is known to every agent."""
    calendars = BusinessCalendar.objects.prefetch_related("holidays")
    return calendars if actor.is_agent else calendars.none()


def visible_templates(actor: Actor) -> QuerySet[Template]:
    return Template.objects.all() if actor.is_agent else Template.objects.none()


def visible_template_files(actor: Actor) -> QuerySet[TemplateFile]:
    """Those of the templates that one may write by."""
    return TemplateFile.objects.filter(template__in=visible_templates(actor)).select_related("template")


def all_roles() -> QuerySet[Role]:
    """For whoever may change the settings; their pages ask for that first."""
    return Role.objects.all()


def visible_quick_replies(actor: Actor) -> QuerySet[QuickReply]:
    """One's own and those for everybody."""
    if not actor.is_agent:
        return QuickReply.objects.none()
    return QuickReply.objects.filter(Q(owner=None) | Q(owner_id=actor.id))
