"""The pages of the console. Each module holds those of one place."""

from caseway.workspace.views.case import case, case_header, case_timeline
from caseway.workspace.views.composer import discard_draft, save_draft, write
from caseway.workspace.views.knowledge import case_knowledge, use_article
from caseway.workspace.views.mail import attachment, message_html, message_source, retry_message
from caseway.workspace.views.pane import case_pane, mark_step, move_flow
from caseway.workspace.views.tabs import close_tab, live_token, open_tab

__all__ = [
    "attachment",
    "case",
    "case_header",
    "case_knowledge",
    "case_pane",
    "case_timeline",
    "close_tab",
    "discard_draft",
    "live_token",
    "mark_step",
    "message_html",
    "message_source",
    "move_flow",
    "open_tab",
    "retry_message",
    "save_draft",
    "use_article",
    "write",
]
