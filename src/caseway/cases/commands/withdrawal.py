"""A message that waits is taken back or put off; one that failed is sent once more."""

from datetime import datetime

from django.utils.translation import gettext as _

from caseway.cases.commands.changes import change_status
from caseway.cases.commands.conversations import reply_sent, take_back
from caseway.cases.commands.writing import moment_in_future
from caseway.cases.events import CaseMessageWithdrawn
from caseway.cases.models import Case
from caseway.cases.queries.reasons import reasons
from caseway.cases.queries.replies import messages_of_case
from caseway.engagement import commands as engagement
from caseway.engagement.models import Message
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import NotFound
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify


@atomic()
def withdraw_message(case: Case, message: Message, *, actor: Actor) -> Message:
    """Take back a message that has not left, with all it did to the case. Its words are the writer's draft again.

    Whoever may work on the case may do so. `AlreadyLeft` when it is too late: it is never both taken back and sent.
    """
    require(actor, "cases.work", case)
    case = lock_row(case)
    _require_of(case, message)
    withdrawn = engagement.withdraw_message(message.pk, actor=actor)
    case = _restore_status(case, withdrawn, actor=actor)
    take_back(case, withdrawn, actor=actor)
    publish(CaseMessageWithdrawn(case_id=case.pk, message_id=withdrawn.pk, actor=actor.reference))
    return withdrawn


@atomic()
def reschedule_message(case: Case, message: Message, *, actor: Actor, leaves_at: datetime | None) -> Message:
    """Let a message that waits leave at another moment; None means now."""
    require(actor, "cases.work", case)
    case = lock_row(case)
    _require_of(case, message)
    moment = moment_in_future(leaves_at) if leaves_at else None
    was_answer = not message.is_scheduled
    changed = engagement.reschedule_message(message.pk, actor=actor, leaves_at=moment)
    if moment and was_answer:
        take_back(case, message, actor=actor)
    notify(f"case:{case.pk}")
    return changed


@atomic()
def retry_message(case: Case, message: Message, *, actor: Actor) -> Message:
    """Send once more what failed or came back. It answers the case again."""
    require(actor, "cases.work", case)
    case = lock_row(case)
    _require_of(case, message)
    engagement.retry_message(message.pk, actor=actor)
    message.refresh_from_db()
    if case.is_active and not message.is_scheduled and not message.conversation.is_aside:
        reply_sent(case, message, actor=actor)
    notify(f"case:{case.pk}")
    return message


def _require_of(case: Case, message: Message) -> None:
    if not messages_of_case(case).filter(pk=message.pk).exists():
        raise NotFound(_("This message does not belong to the case."))


def _restore_status(case: Case, message: Message, *, actor: Actor) -> Case:
    """The status it was sent with, unless somebody chose another one since or it can be chosen no more."""
    status = message.facts.get("status")
    if not isinstance(status, dict) or not case.is_active or case.status_reason_id != status["after"]:
        return case
    before = reasons().get(status["before"])
    return change_status(case, actor=actor, status_reason=before.code) if before and before.is_active else case
