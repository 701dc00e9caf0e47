"""What agents do with the console itself, and the sending of what they have written in it."""

from caseway.workspace.commands.draft_files import NewFile, purge_orphans, remove_file
from caseway.workspace.commands.drafts import (
    MODES,
    NewerDraft,
    Writing,
    attach_template,
    attach_to_draft,
    clear_draft,
    save_draft,
)
from caseway.workspace.commands.guidance import mark_flow_step, move_flow
from caseway.workspace.commands.looking import follow_case, look_at_case, trust_sender
from caseway.workspace.commands.tabs import MOST_TABS, close_tab, open_tab
from caseway.workspace.commands.writing import send_forward, send_new, send_reply, take_back, write_note

__all__ = [
    "MODES",
    "MOST_TABS",
    "NewFile",
    "NewerDraft",
    "Writing",
    "attach_template",
    "attach_to_draft",
    "clear_draft",
    "close_tab",
    "follow_case",
    "look_at_case",
    "mark_flow_step",
    "move_flow",
    "open_tab",
    "purge_orphans",
    "remove_file",
    "save_draft",
    "send_forward",
    "send_new",
    "send_reply",
    "take_back",
    "trust_sender",
    "write_note",
]
