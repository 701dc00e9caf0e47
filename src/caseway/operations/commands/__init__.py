"""Service operations: people, teams, roles, business hours and templates."""

from caseway.operations.commands.calendars import (
    Opening,
    change_calendar,
    create_calendar,
    import_holidays,
    open_on,
    public_holidays,
    set_holidays,
)
from caseway.operations.commands.people import (
    NoAdministratorLeft,
    Profile,
    change_agent,
    create_agent,
    create_bot,
    deactivate_agent,
    reactivate_agent,
)
from caseway.operations.commands.quick_replies import (
    QuickWords,
    change_quick_reply,
    create_quick_reply,
    delete_quick_reply,
)
from caseway.operations.commands.roles import ensure_default_roles
from caseway.operations.commands.teams import (
    add_member,
    assign_role,
    change_role,
    create_role,
    create_team,
    remove_member,
    rename_team,
    withdraw_role,
)
from caseway.operations.commands.templates import (
    Wording,
    change_template,
    create_template,
    delete_template,
    fault_of,
    faults_of,
)

__all__ = [
    "NoAdministratorLeft",
    "Opening",
    "Profile",
    "QuickWords",
    "Wording",
    "add_member",
    "assign_role",
    "change_agent",
    "change_calendar",
    "change_quick_reply",
    "change_role",
    "change_template",
    "create_agent",
    "create_bot",
    "create_calendar",
    "create_quick_reply",
    "create_role",
    "create_team",
    "create_template",
    "deactivate_agent",
    "delete_quick_reply",
    "delete_template",
    "ensure_default_roles",
    "fault_of",
    "faults_of",
    "import_holidays",
    "open_on",
    "public_holidays",
    "reactivate_agent",
    "remove_member",
    "rename_team",
    "set_holidays",
    "withdraw_role",
]
