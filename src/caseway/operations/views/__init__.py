"""Settings pages of service operations."""

from caseway.operations.views.arrangements import change_calendar, create_calendar
from caseway.operations.views.people import (
    change_agent,
    change_role,
    change_team,
    create_agent,
    create_role,
    create_team,
    delete_team,
)
from caseway.operations.views.profile import profile
from caseway.operations.views.quick_replies import (
    change_quick_reply,
    create_quick_reply,
    delete_quick_reply,
    preview_quick_reply,
    quick_replies,
)
from caseway.operations.views.screens import AGENTS, CALENDARS, ROLES, TEAMS, TEMPLATES
from caseway.operations.views.templates import delete_template, remove_template_file, template_file, template_files

__all__ = [
    "AGENTS",
    "CALENDARS",
    "ROLES",
    "TEAMS",
    "TEMPLATES",
    "change_agent",
    "change_calendar",
    "change_quick_reply",
    "change_role",
    "change_team",
    "create_agent",
    "create_calendar",
    "create_quick_reply",
    "create_role",
    "create_team",
    "delete_quick_reply",
    "delete_team",
    "delete_template",
    "preview_quick_reply",
    "profile",
    "quick_replies",
    "remove_template_file",
    "template_file",
    "template_files",
]
