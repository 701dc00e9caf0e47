"""Opening a closed case again. Its earlier resolutions stay; what it used of its entitlement is given back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.locking import CaseNotClosed, save_changes
from caseway.cases.events import CaseReactivated
from caseway.cases.models import Case, CaseResolution
from caseway.cases.models.cases import State
from caseway.cases.queries.due import due_of
from caseway.cases.queries.reasons import reason_in
from caseway.entitlements import commands as entitlements
from caseway.flows import commands as flows
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish
from caseway.routing import commands as routing
from caseway.sla import commands as sla


@atomic()
def reactivate_case(case: Case, *, actor: Actor, status_reason: str = "") -> Case:
    require(actor, "cases.resolve", case)
    case = lock_row(case)
    if case.is_active:
        raise CaseNotClosed(_("%(number)s is active already.") % {"number": case.number})
    reason = reason_in(State.ACTIVE, status_reason)
    was, billable_minutes = case.state, _end_resolution(case)
    now = timezone.now()

    case.state, case.status_reason_id = State.ACTIVE, reason.code
    case.resolved_at = case.closed_at = None
    case.is_waiting_for_us, case.on_hold_since = True, now if reason.pauses_clocks else None

    entitlements.consume_on_reactivation(
        case.entitlement_id,
        channel=case.origin,
        reference=case.number,
        was=was,
        billable_minutes=billable_minutes,
        decrements=case.decrements_entitlement,
        actor=actor,
    )
    clocks = sla.restart_clocks(case.clock_set_id, at=now, actor=actor)
    if reason.pauses_clocks:
        clocks = sla.pause_clocks(case.clock_set_id, at=now, actor=actor)
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    routing.reopen(case.work_item_id, actor=actor)
    routing.refresh(case.work_item_id, actor=actor, due_at=case.due_at)
    flows.reactivate_for(case.flow_instance_id, actor=actor)
    opening = ("state", "status_reason", "resolved_at", "closed_at", "due_at", "on_hold_since", "is_waiting_for_us")
    save_changes(case, *opening, actor=actor)
    publish(CaseReactivated(case_id=case.pk, was=was, actor=actor.reference))
    return case


def _end_resolution(case: Case) -> int:
    """Close the current resolution and return its billable minutes; 0 for a canceled case."""
    current = CaseResolution.objects.filter(case=case, is_current=True).first()
    if current is None:
        return 0
    current.is_current = False
    current.save(update_fields=["is_current"])
    return current.billable_minutes
