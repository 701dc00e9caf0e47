"""The lists of the settings pages."""

from operator import attrgetter

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from caseway.kernel.crud import Column, CrudSet
from caseway.operations.forms import TemplateForm
from caseway.operations.models import Agent, BusinessCalendar, Role, Team, Template
from caseway.operations.queries.settings import with_presence


class AgentSet(CrudSet[Agent]):
    def rows(self) -> QuerySet[Agent]:
        rows = with_presence(super().rows().select_related("user"))
        return rows.prefetch_related("teams", "assignments__role", "assignments__team")


class TeamSet(CrudSet[Team]):
    def rows(self) -> QuerySet[Team]:
        return super().rows().prefetch_related("members")


class CalendarSet(CrudSet[BusinessCalendar]):
    def rows(self) -> QuerySet[BusinessCalendar]:
        return super().rows().prefetch_related("holidays")


AGENTS = AgentSet(
    model=Agent,
    url_name="agents",
    title=_("Agents"),
    singular=_("agent"),
    fields=("name",),
    columns=(
        "name",
        Column(_("Email"), lambda agent: agent.user.email if agent.user else ""),
        Column(_("Teams"), lambda agent: ", ".join(team.name for team in agent.teams.all())),
        Column(_("Roles"), lambda agent: ", ".join(sorted({held.role.name for held in agent.assignments.all()}))),
        "is_active",
        Column(_("Here now"), attrgetter("is_here")),
    ),
    order=("name", "id"),
    intro=_("The people and bots who serve your customers."),
)
TEAMS = TeamSet(
    model=Team,
    url_name="teams",
    title=_("Teams"),
    singular=_("team"),
    fields=("name",),
    columns=(
        "name",
        Column(_("Members"), lambda team: ", ".join(member.name for member in team.members.all())),
    ),
    order=("name", "id"),
    intro=_("Groups of agents who own cases together."),
    deletes=True,
)
ROLES = CrudSet(
    model=Role,
    url_name="roles",
    title=_("Roles"),
    singular=_("role"),
    fields=("name",),
    columns=("name", Column(_("Permissions"), lambda role: len(role.permissions), numeric=True)),
    order=("name", "id"),
    intro=_("What people may do, and with whose records."),
    deletes=True,
)
CALENDARS = CalendarSet(
    model=BusinessCalendar,
    url_name="calendars",
    title=_("Business hours"),
    singular=_("calendar"),
    fields=("name",),
    columns=(
        "name",
        "timezone",
        "is_24x7",
        Column(_("Holidays"), lambda calendar: len(calendar.holidays.all()), numeric=True),
    ),
    order=("name", "id"),
    intro=_("Promises to customers count only while you are open."),
    deletes=True,
)


class TemplateSet(CrudSet[Template]):
    def rows(self) -> QuerySet[Template]:
        return super().rows().prefetch_related("files")


def files_of(template: Template) -> str:
    """How many go with it, and the way to them."""
    number = len(template.files.all())
    words = ngettext("%d file", "%d files", number) % number if number else _now("Add files")
    address = reverse("operations:template_files", args=[template.pk])
    return format_html('<a class="link" href="{}">{}</a>', address, words)


TEMPLATES = TemplateSet(
    model=Template,
    url_name="templates",
    title=_("Templates"),
    singular=_("template"),
    form=TemplateForm,
    columns=("name", "slug", "subject", Column(_("Files"), files_of)),
    order=("name", "id"),
    intro=_("Texts that fill themselves in, written in Liquid."),
)
