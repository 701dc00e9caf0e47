from caseway.cases.queries.activities import minutes_worked, my_open_activities, open_activities
from caseway.cases.queries.cases import case_page, cases_for_list, cases_opened_by, similar_cases, visible_cases
from caseway.cases.queries.conversations import case_of_conversation, conversation_to_answer, conversations_of
from caseway.cases.queries.fields import PRIORITIES
from caseway.cases.queries.mail import readable_attachments, readable_messages
from caseway.cases.queries.mentions import readers_of, visible_mentions
from caseway.cases.queries.moving import message_with_case, visible_moves
from caseway.cases.queries.reasons import reason_in, reason_label, reasons, visible_reasons
from caseway.cases.queries.replies import (
    Plan,
    mailboxes_for,
    messages_of_case,
    plan_forward,
    plan_reply,
    signature_preview,
    waiting_messages,
)
from caseway.cases.queries.search import search_cases
from caseway.cases.queries.timeline import Entry, Timeline, timeline_of

__all__ = [
    "PRIORITIES",
    "Entry",
    "Plan",
    "Timeline",
    "case_of_conversation",
    "case_page",
    "cases_for_list",
    "cases_opened_by",
    "conversation_to_answer",
    "conversations_of",
    "mailboxes_for",
    "message_with_case",
    "messages_of_case",
    "minutes_worked",
    "my_open_activities",
    "open_activities",
    "plan_forward",
    "plan_reply",
    "readable_attachments",
    "readable_messages",
    "readers_of",
    "reason_in",
    "reason_label",
    "reasons",
    "search_cases",
    "signature_preview",
    "similar_cases",
    "timeline_of",
    "visible_cases",
    "visible_mentions",
    "visible_moves",
    "visible_reasons",
    "waiting_messages",
]
