"""Messages of a case: one arrives, one was answered, the first answer is measured."""

from datetime import datetime

from caseway.cases.commands.locking import save_changes
from caseway.cases.events import CaseMessageReceived
from caseway.cases.models import Case
from caseway.cases.queries.conversations import newest_word
from caseway.cases.queries.due import due_of
from caseway.engagement.models import Message
from caseway.kernel.access import Actor, ActorKind
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish
from caseway.routing import commands as routing
from caseway.sla import commands as sla


@atomic()
def attach_message(case: Case, message: Message, *, actor: Actor) -> Case:
    """A further message of the customer arrived in a conversation of this case.

    An automatic one changes nothing but the timeline.
    """
    case = lock_row(case)
    if not message.is_auto:
        case.last_message_at = message.at
        case.is_waiting_for_us = case.is_active
        save_changes(case, "last_message_at", "is_waiting_for_us", actor=actor)
    publish(CaseMessageReceived(case_id=case.pk, message_id=message.pk, actor=actor.reference))
    return case


def settle_messages(case: Case, *, actor: Actor) -> None:
    """Messages came to or left a case that the caller holds: say anew when something was said last, and who waits."""
    last = newest_word(case)
    case.last_message_at = last.at if last else case.opened_at
    case.is_waiting_for_us = case.is_active and (last is None or last.direction == Message.Direction.IN)
    save_changes(case, "last_message_at", "is_waiting_for_us", actor=actor)


def reply_sent(case: Case, message: Message, *, actor: Actor) -> None:
    """The case, held by the caller, was answered: it waits for the customer now."""
    case.last_message_at, case.is_waiting_for_us = message.at, False
    save_changes(case, "last_message_at", "is_waiting_for_us", *_respond_first(case, message.at, actor), actor=actor)


def mark_first_response(case: Case, *, at: datetime, actor: Actor) -> None:
    """A call of a person with the customer is an answer too."""
    changed = _respond_first(case, at, actor)
    if changed:
        save_changes(case, *changed, actor=actor)


def _respond_first(case: Case, at: datetime, actor: Actor) -> tuple[str, ...]:
    """Stop the clock of the first response; returns the fields to save. Bots and acknowledgements never count."""
    if case.first_responded_at or actor.kind != ActorKind.AGENT:
        return ()
    clocks = sla.succeed(case.clock_set_id, "first_response", at=at, actor=actor)
    case.first_responded_at = at
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    keep_due(case, actor=actor)
    return ("first_responded_at", "due_at")


def keep_due(case: Case, *, actor: Actor) -> None:
    """The work item shows when the case falls due."""
    routing.refresh(case.work_item_id, actor=actor, due_at=case.due_at)
