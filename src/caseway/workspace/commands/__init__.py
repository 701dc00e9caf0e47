"""What agents do with the console itself, and the sending of what they have written in it."""

from caseway.workspace.commands.drafts import clear_draft, save_draft
from caseway.workspace.commands.guidance import mark_flow_step, move_flow
from caseway.workspace.commands.tabs import MOST_TABS, close_tab, open_tab
from caseway.workspace.commands.writing import Letter, retry_message, send_letter, write_note

__all__ = [
    "MOST_TABS",
    "Letter",
    "clear_draft",
    "close_tab",
    "mark_flow_step",
    "move_flow",
    "open_tab",
    "retry_message",
    "save_draft",
    "send_letter",
    "write_note",
]
