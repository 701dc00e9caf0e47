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
from caseway.cases.views.verbs import close_activity, pick_case, release_case

__all__ = [
    "add_activity",
    "assign_case",
    "assign_cases",
    "cancel_case",
    "change_status",
    "close_activity",
    "edit_case",
    "pick_case",
    "reactivate_case",
    "release_case",
    "resolve_case",
    "route_case",
    "set_priorities",
    "set_priority",
]
