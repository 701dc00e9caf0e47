"""What to do after this case."""

from django.db.models import F

from caseway.cases.models import Case
from caseway.cases.queries import reasons, visible_cases
from caseway.cases.rules import ACTIVE, reasons_of
from caseway.kernel.access import Actor


def next_case(actor: Actor, *, after: Case) -> str:
    """The number of the actor's own case that waits for us and falls due first; "" when none does."""
    mine = visible_cases(actor).filter(owner_id=actor.agent_id, state=ACTIVE, is_waiting_for_us=True)
    order = (F("due_at").asc(nulls_last=True), "priority", "opened_at")
    return mine.exclude(pk=after.pk).order_by(*order).values_list("number", flat=True).first() or ""


def waiting_reason() -> str:
    """The status of a case that waits for its customer: the known one, else the first that pauses the clocks."""
    pausing = [reason.code for reason in reasons_of(reasons(), ACTIVE) if reason.pauses_clocks]
    return "waiting_for_details" if "waiting_for_details" in pausing else next(iter(pausing), "")
