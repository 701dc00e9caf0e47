"""Settings pages of service operations."""

from caseway.operations.views.arrangements import change_calendar, create_calendar
from caseway.operations.views.people import (
    change_agent,
    change_role,
    change_team,
    create_agent,
    create_role,
    create_team,
)
from caseway.operations.views.screens import AGENTS, CALENDARS, ROLES, TEAMS, TEMPLATES

__all__ = [
    "AGENTS",
    "CALENDARS",
    "ROLES",
    "TEAMS",
    "TEMPLATES",
    "change_agent",
    "change_calendar",
    "change_role",
    "change_team",
    "create_agent",
    "create_calendar",
    "create_role",
    "create_team",
]
