"""What no rule made a case of, somebody may."""

from django.utils.translation import gettext as _

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.cases.queries import case_of_conversation
from caseway.customers.queries import customer_by_address
from caseway.intake.commands.opening import case_from, meet
from caseway.intake.models import IntakeLog
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError


class HasCase(DomainError):
    """The message belongs to a case already."""


@atomic()
def open_by_hand(log: IntakeLog, *, actor: Actor) -> Case:
    """Open a case from a message that was skipped; the log says who did. Its sender is written down if unknown."""
    require(actor, "intake.read")
    log = lock_row(log)
    message = log.message
    held = log.case or case_of_conversation(message.conversation_id)
    if held:
        raise HasCase(_("The message belongs to %(number)s already.") % {"number": held.number})

    customer = customer_by_address(message.from_email)
    contact = customer.contact if customer else meet(message, actor=actor)
    new = case_from(message, contact, customer.account if customer else None, {})
    case = cases.open_case(new, actor=actor, conversation=message.conversation)
    log.case, log.outcome = case, IntakeLog.Outcome.OPENED
    log.explanation = _("%(name)s opened it by hand. Before: %(before)s") % {
        "name": actor.name,
        "before": log.explanation,
    }
    log.explanation = log.explanation[:1000]
    log.save(update_fields=["case", "outcome", "explanation"])
    record_change(log, actor=actor)
    return case
