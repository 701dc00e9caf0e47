"""What cases do about what happens."""

from caseway.cases.handlers.clocks import tell_due_soon, tell_overdue
from caseway.cases.handlers.messages import note_departure, note_failure, show_notice, show_reread
from caseway.cases.handlers.search import index_cases, index_cases_of_account, index_cases_of_contact

__all__ = [
    "index_cases",
    "index_cases_of_account",
    "index_cases_of_contact",
    "note_departure",
    "note_failure",
    "show_notice",
    "show_reread",
    "tell_due_soon",
    "tell_overdue",
]
