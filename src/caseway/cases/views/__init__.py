from caseway.cases.views.bulk import assign_cases, set_priorities
from caseway.cases.views.dialogs import (
    add_activity,
    assign_case,
    cancel_case,
    change_status,
    reactivate_case,
    resolve_case,
    route_case,
    set_priority,
)
from caseway.cases.views.editing import edit_case
from caseway.cases.views.reasons import (
    activate_status_reason,
    add_status_reason,
    change_status_reason,
    deactivate_status_reason,
    delete_status_reason,
    make_default_status_reason,
    move_status_reason,
    status_reasons,
)
from caseway.cases.views.verbs import close_activity, pick_case, release_case

__all__ = [
    "activate_status_reason",
    "add_activity",
    "add_status_reason",
    "assign_case",
    "assign_cases",
    "cancel_case",
    "change_status",
    "change_status_reason",
    "close_activity",
    "deactivate_status_reason",
    "delete_status_reason",
    "edit_case",
    "make_default_status_reason",
    "move_status_reason",
    "pick_case",
    "reactivate_case",
    "release_case",
    "resolve_case",
    "route_case",
    "set_priorities",
    "set_priority",
    "status_reasons",
]
