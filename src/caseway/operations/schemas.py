"""People, teams, business hours and templates as the API writes and reads them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import EmailAddress, Identifier, Input, Schema, of_length
from caseway.operations.models import Agent, BusinessCalendar, QuickReply, RoleAssignment, Team

Name = Annotated[str, of_length(120, 1)]
Zone = Annotated[str, of_length(60, 1)]
Slug = Annotated[str, of_length(120, 1), Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Interval = Annotated[list[Annotated[str, of_length(8)]], Field(min_length=2, max_length=2)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Hours = dict[Weekday, Annotated[list[Interval], Field(max_length=24)]]
Permissions = Annotated[dict[Annotated[str, of_length(80, 1)], Literal["own", "team", "all"]], Field(max_length=200)]


class AgentIn(Input):
    """A person who signs in with `email`. Without a password they set one themselves."""

    name: Name
    email: EmailAddress
    password: Annotated[str, Field(max_length=200)] = ""
    signature: Annotated[str, of_length(5_000)] = ""
    time_zone: Zone = "UTC"


class AgentChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    signature: Annotated[str, of_length(5_000)] | None = None
    time_zone: Zone | None = None


class HeldIn(Input):
    """A role by its slug, in one team or everywhere."""

    role: Slug
    team_id: Identifier | None = None


class HeldOut(Schema):
    role: str
    team_id: int | None

    @staticmethod
    def resolve_role(assignment: RoleAssignment) -> str:
        return assignment.role.slug


class TeamBrief(Schema):
    id: int
    name: str


class AgentOut(Schema):
    """`is_here`: a page of ours is open in their browser; null in the answer to a change."""

    id: int
    name: str
    kind: str
    email: str | None
    time_zone: str
    is_active: bool
    is_here: bool | None = None
    teams: list[TeamBrief]
    roles: list[HeldOut]

    @staticmethod
    def resolve_email(agent: Agent) -> str | None:
        return agent.user.email if agent.user else None

    @staticmethod
    def resolve_teams(agent: Agent) -> list[Team]:
        return list(agent.teams.all())

    @staticmethod
    def resolve_roles(agent: Agent) -> list[RoleAssignment]:
        return list(agent.assignments.all())


class TeamIn(Input):
    name: Name


class TeamMemberOut(Schema):
    id: int
    name: str


class TeamOut(TeamBrief):
    members: list[TeamMemberOut]

    @staticmethod
    def resolve_members(team: Team) -> list[Agent]:
        return list(team.members.all())


class RoleIn(Input):
    name: Annotated[str, of_length(80, 1)]
    slug: Annotated[str, of_length(80, 1), Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    permissions: Permissions


class RoleChange(Input):
    name: Annotated[str, of_length(80, 1)] | None = None
    permissions: Permissions | None = None


class RoleOut(Schema):
    id: int
    name: str
    slug: str
    permissions: dict[str, str]


class CalendarIn(Input):
    """Opening hours by weekday: `{"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}`. `is_24x7` needs none."""

    name: Name
    timezone: Zone = "UTC"
    is_24x7: bool = False
    hours: Hours = {}


class CalendarChange(Input):
    name: Name | None = None
    timezone: Zone | None = None
    is_24x7: bool | None = None
    hours: Hours | None = None


class HolidayIn(Input):
    on: Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]
    name: Annotated[str, of_length(120)] = ""


class HolidaysIn(Input):
    """The public holidays of a country (ISO code, such as DE) or of a part of it (such as BY), in one year."""

    country: Annotated[str, of_length(3, 2)]
    subdivision: Annotated[str, of_length(10)] = ""
    year: Annotated[int, Field(ge=1970, le=2199)]


class HolidayOut(Schema):
    on: date
    name: str


class AddedOut(Schema):
    added: int


class CalendarOut(Schema):
    id: int
    name: str
    timezone: str
    is_24x7: bool
    hours: dict[str, list[list[str]]]
    holidays: list[HolidayOut]

    @staticmethod
    def resolve_holidays(calendar: BusinessCalendar) -> list[object]:
        return list(calendar.holidays.all())


class TemplateIn(Input):
    """Subject and body in Liquid, such as `Hello {{ contact.name }}`."""

    name: Name
    slug: Slug
    subject: Annotated[str, of_length(200)] = ""
    body: Annotated[str, Field(max_length=100_000)] = ""


class TemplateFileOut(Schema):
    id: int
    filename: str
    content_type: str
    size: int


class TemplateChange(Input):
    name: Name | None = None
    slug: Slug | None = None
    subject: Annotated[str, of_length(200)] | None = None
    body: Annotated[str, Field(max_length=100_000)] | None = None


class QuickReplyIn(Input):
    """HTML with Liquid in it, such as `<p>Hello {{ contact.first_name }}</p>`. `is_shared`: for everybody."""

    name: Name
    body: Annotated[str, Field(max_length=100_000)]
    shortcut: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,40}$")] = ""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[a-z0-9]{2,8})?)?$")] = ""
    tags: Annotated[list[Annotated[str, of_length(40, 1)]], Field(max_length=20)] = []
    is_shared: bool = False


class QuickReplyOut(Schema):
    id: int
    name: str
    body: str
    shortcut: str
    language: str
    tags: list[str]
    is_shared: bool

    @staticmethod
    def resolve_is_shared(reply: QuickReply) -> bool:
        return reply.owner_id is None


class TemplateOut(Schema):
    id: int
    name: str
    slug: str
    subject: str
    body: str
