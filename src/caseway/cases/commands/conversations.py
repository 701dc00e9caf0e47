"""Messages of a case: one arrives, one was answered, the first answer is measured, an answer did not leave."""

from datetime import datetime

from caseway.cases.commands.locking import save_changes
from caseway.cases.commands.search import reindex_cases
from caseway.cases.events import CaseMessageFailed, CaseMessageReceived
from caseway.cases.models import Case, CaseArticle
from caseway.cases.queries.answers import first_answer_at, newest_word
from caseway.cases.queries.conversations import case_of_conversation
from caseway.cases.queries.due import due_of
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor, ActorKind
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify
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
    _settle(case)
    save_changes(case, "last_message_at", "is_waiting_for_us", actor=actor)


def reply_sent(case: Case, message: Message, *, actor: Actor) -> None:
    """The case, held by the caller, was answered: it waits for the customer now."""
    is_first = actor.kind == ActorKind.AGENT and not message.is_auto
    _answered(case, at=message.at, is_first=is_first, actor=actor)


@atomic()
def message_left(message_id: int) -> None:
    """A mail server took a message. One that was scheduled answers its case only now."""
    message, case = _found(message_id)
    if case is None:
        return
    if message.is_scheduled and message.sent_at and not message.conversation.is_aside and case.is_active:
        is_first = message.author.startswith(f"{ActorKind.AGENT}:")
        _answered(lock_row(case), at=message.sent_at, is_first=is_first, actor=SYSTEM)
    notify(f"case:{case.pk}")


@atomic()
def show_message(message_id: int) -> None:
    """Something about a message changed: whoever has its case before them sees it."""
    _message, case = _found(message_id)
    if case:
        notify(f"case:{case.pk}")


@atomic()
def message_reread(message_id: int) -> None:
    """A message is shown otherwise now: search knows, and whoever has its case before them sees it."""
    _message, case = _found(message_id)
    if case:
        reindex_cases([case.pk])
        notify(f"case:{case.pk}")


@atomic()
def message_failed(message_id: int) -> None:
    """A message was refused for good: it is as if it had never been written. One that came back waits for us again."""
    message, case = _found(message_id)
    if case is None or message.is_auto:
        return
    case = lock_row(case)
    if message.state == Message.State.FAILED:
        take_back(case, message, actor=SYSTEM)
    elif message.state == Message.State.BOUNCED and case.is_active:
        case.is_waiting_for_us = True
        save_changes(case, "is_waiting_for_us", actor=SYSTEM)
    publish(CaseMessageFailed(case_id=case.pk, message_id=message.pk, actor=SYSTEM.reference))


def take_back(case: Case, message: Message, *, actor: Actor) -> None:
    """Undo for the case, held by the caller, what an answer that never left had done to it."""
    articles = message.facts.get("articles") or []
    CaseArticle.objects.filter(case=case, article__in=articles).update(sent_at=None)
    if not case.is_active or message.is_scheduled or message.conversation.is_aside:
        return
    _settle(case)
    changed = _respond_anew(case, actor) if case.first_responded_at == message.at else ()
    save_changes(case, "last_message_at", "is_waiting_for_us", *changed, actor=actor)


def mark_first_response(case: Case, *, at: datetime, actor: Actor) -> None:
    """A call of a person with the customer is an answer too."""
    changed = _respond_first(case, at, actor) if actor.kind == ActorKind.AGENT else ()
    if changed:
        save_changes(case, *changed, actor=actor)


def keep_due(case: Case, *, actor: Actor) -> None:
    """The work item shows when the case falls due."""
    routing.refresh(case.work_item_id, actor=actor, due_at=case.due_at)


def _settle(case: Case) -> None:
    last = newest_word(case)
    case.last_message_at = last.at if last else case.opened_at
    case.is_waiting_for_us = case.is_active and (last is None or last.direction == Message.Direction.IN)


def _answered(case: Case, *, at: datetime, is_first: bool, actor: Actor) -> None:
    case.last_message_at, case.is_waiting_for_us = at, False
    first = _respond_first(case, at, actor) if is_first else ()
    save_changes(case, "last_message_at", "is_waiting_for_us", *first, actor=actor)


def _respond_first(case: Case, at: datetime, actor: Actor) -> tuple[str, ...]:
    """Stop the clock of the first response, which only a person does; returns the fields to save."""
    if case.first_responded_at:
        return ()
    clocks = sla.succeed(case.clock_set_id, sla.FIRST_RESPONSE, at=at, actor=actor)
    case.first_responded_at = at
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    keep_due(case, actor=actor)
    return ("first_responded_at", "due_at")


def _respond_anew(case: Case, actor: Actor) -> tuple[str, ...]:
    """The first answer never left: the next one counts, or the clock runs on as if none had been given."""
    case.first_responded_at = None
    clocks = sla.reopen_clock(case.clock_set_id, sla.FIRST_RESPONSE, actor=actor)
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    following = first_answer_at(case)
    if following:
        _respond_first(case, following, actor)
    keep_due(case, actor=actor)
    return ("first_responded_at", "due_at")


def _found(message_id: int) -> tuple[Message, Case | None]:
    messages = Message.objects.select_related("conversation").defer("text", "html", "reply_text", "quoted_text")
    message = messages.get(pk=message_id)
    return message, case_of_conversation(message.conversation_id) if message.conversation.reference else None
