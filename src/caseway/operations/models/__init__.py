from caseway.operations.models.calendars import BusinessCalendar, Holiday
from caseway.operations.models.people import Agent, Role, RoleAssignment, Team, TeamMembership
from caseway.operations.models.templates import Template

__all__ = ["Agent", "BusinessCalendar", "Holiday", "Role", "RoleAssignment", "Team", "TeamMembership", "Template"]
