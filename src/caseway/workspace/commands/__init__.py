"""What agents do with the console itself, and the sending of what they have written in it."""

from caseway.workspace.commands.drafts import clear_draft, save_draft
from caseway.workspace.commands.guidance import mark_flow_step, move_flow
from caseway.workspace.commands.tabs import MOST_TABS, close_tab, open_tab
from caseway.workspace.commands.writing import send_reply, write_note

__all__ = [
    "MOST_TABS",
    "clear_draft",
    "close_tab",
    "mark_flow_step",
    "move_flow",
    "open_tab",
    "save_draft",
    "send_reply",
    "write_note",
]
