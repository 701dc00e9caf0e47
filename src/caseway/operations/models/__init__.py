from caseway.operations.models.calendars import BusinessCalendar, Holiday
from caseway.operations.models.people import Agent, Role, RoleAssignment, Team, TeamMembership
from caseway.operations.models.quick_replies import QuickReply
from caseway.operations.models.templates import Template, TemplateFile

__all__ = [
    "Agent",
    "BusinessCalendar",
    "Holiday",
    "QuickReply",
    "Role",
    "RoleAssignment",
    "Team",
    "TeamMembership",
    "Template",
    "TemplateFile",
]
