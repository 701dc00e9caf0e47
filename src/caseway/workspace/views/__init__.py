"""The pages of the console. Each module holds those of one place."""

from caseway.workspace.views.case import case, case_header, case_timeline
from caseway.workspace.views.cases import cases, filter_cases
from caseway.workspace.views.composer import case_forwarded, case_signature, write
from caseway.workspace.views.customers import account, contact, customers, entitlement_ledger
from caseway.workspace.views.drafts import (
    add_draft_files,
    attach_template,
    discard_draft,
    draft,
    draft_file,
    remove_draft_file,
)
from caseway.workspace.views.home import home, mentions
from caseway.workspace.views.intake import intake_monitor
from caseway.workspace.views.knowledge import case_canned, case_knowledge, use_article
from caseway.workspace.views.leaving import reschedule_message, retry_message, send_now, withdraw_message
from caseway.workspace.views.looking import follow_case, forget_sender, trust_sender, trusted_senders
from caseway.workspace.views.mail import attachment, message_html, message_source
from caseway.workspace.views.moving import (
    make_case_of_message,
    message_about,
    move_message,
    pick_case_for,
    undo_move,
)
from caseway.workspace.views.new_case import customer_facts, new_case, pick_customer
from caseway.workspace.views.palette import palette
from caseway.workspace.views.pane import case_pane, mark_step, move_flow
from caseway.workspace.views.people import case_colleagues, case_people
from caseway.workspace.views.queues import pick_next, queue, queues, remove_item
from caseway.workspace.views.search import search
from caseway.workspace.views.settings import audit, settings
from caseway.workspace.views.tabs import close_tab, live_token, open_tab

__all__ = [
    "account",
    "add_draft_files",
    "attach_template",
    "attachment",
    "audit",
    "case",
    "case_canned",
    "case_colleagues",
    "case_forwarded",
    "case_header",
    "case_knowledge",
    "case_pane",
    "case_people",
    "case_signature",
    "case_timeline",
    "cases",
    "close_tab",
    "contact",
    "customer_facts",
    "customers",
    "discard_draft",
    "draft",
    "draft_file",
    "entitlement_ledger",
    "filter_cases",
    "follow_case",
    "forget_sender",
    "home",
    "intake_monitor",
    "live_token",
    "make_case_of_message",
    "mark_step",
    "mentions",
    "message_about",
    "message_html",
    "message_source",
    "move_flow",
    "move_message",
    "new_case",
    "open_tab",
    "palette",
    "pick_case_for",
    "pick_customer",
    "pick_next",
    "queue",
    "queues",
    "remove_draft_file",
    "remove_item",
    "reschedule_message",
    "retry_message",
    "search",
    "send_now",
    "settings",
    "trust_sender",
    "trusted_senders",
    "undo_move",
    "use_article",
    "withdraw_message",
    "write",
]
