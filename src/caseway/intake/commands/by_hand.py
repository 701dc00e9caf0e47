"""What no rule made a case of, somebody may; and of what stands in the wrong one."""

from django.utils.translation import gettext as _

from caseway.cases import commands as cases
from caseway.cases.models import Case, MessageMove
from caseway.cases.queries import case_of_conversation
from caseway.customers.queries import customer_by_address
from caseway.engagement.models import Message
from caseway.intake.commands.opening import case_from, meet
from caseway.intake.models import IntakeLog
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError


class HasCase(DomainError):
    """The message belongs to a case already."""


class NoNewMatter(DomainError):
    """What we wrote ourselves opens no case."""


@atomic()
def open_by_hand(log: IntakeLog, *, actor: Actor) -> Case:
    """Open a case from a message that was skipped; the log says who did. Its sender is written down if unknown."""
    require(actor, "intake.read")
    log = lock_row(log)
    message = log.message
    held = log.case or case_of_conversation(message.conversation_id)
    if held:
        raise HasCase(_("The message belongs to %(number)s already.") % {"number": held.number})

    case = cases.open_case(_case_of(message, actor), actor=actor, conversation=message.conversation)
    log.case, log.outcome = case, IntakeLog.Outcome.OPENED
    log.explanation = _("%(name)s opened it by hand. Before: %(before)s") % {
        "name": actor.name,
        "before": log.explanation,
    }
    log.explanation = log.explanation[:1000]
    log.save(update_fields=["case", "outcome", "explanation"])
    record_change(log, actor=actor)
    return case


@atomic()
def make_case_of(message: Message, case: Case, *, actor: Actor, with_later: bool = False) -> MessageMove:
    """Open a new case of a customer's message that stands in `case`, and move it there with its evidence."""
    require(actor, "cases.work", case)
    if message.direction != Message.Direction.IN:
        raise NoNewMatter(_("Only what a customer wrote can become a case: choose one of their messages."))
    return cases.give_own_case(case, message, new=_case_of(message, actor), actor=actor, with_later=with_later)


def _case_of(message: Message, actor: Actor) -> cases.NewCase:
    customer = customer_by_address(message.from_email)
    contact = customer.contact if customer else meet(message, actor=actor)
    return case_from(message, contact, customer.account if customer else None, {})
