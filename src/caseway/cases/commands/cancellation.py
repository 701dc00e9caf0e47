"""Canceling a case that leads nowhere. Its activities must be closed first."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.holds import require_no_hold
from caseway.cases.commands.locking import lock_active, save_changes
from caseway.cases.commands.resolution import OpenActivities
from caseway.cases.events import CaseCanceled
from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.cases.queries.activities import open_activities
from caseway.cases.queries.reasons import reason_in
from caseway.entitlements import commands as entitlements
from caseway.flows import commands as flows
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.events import publish
from caseway.routing import commands as routing
from caseway.sla import commands as sla


@atomic()
def cancel_case(case: Case, *, actor: Actor, status_reason: str = "") -> Case:
    require(actor, "cases.resolve", case)
    case = lock_active(case)
    require_no_hold(case)
    if open_activities(case).exists():
        raise OpenActivities(_("Complete or cancel the open activities of %(number)s first.") % {"number": case.number})
    reason = reason_in(State.CANCELED, status_reason)

    case.state, case.status_reason_id, case.closed_at = State.CANCELED, reason.code, timezone.now()
    case.due_at, case.on_hold_since, case.is_waiting_for_us = None, None, False

    entitlements.restore_on_cancel(
        case.entitlement_id,
        channel=case.origin,
        reference=case.number,
        decrements=case.decrements_entitlement,
        actor=actor,
    )
    sla.cancel_clocks(case.clock_set_id, at=case.closed_at, actor=actor)
    routing.complete(case.work_item_id, actor=actor)
    flows.abandon_for(case.flow_instance_id, actor=actor)
    save_changes(
        case, "state", "status_reason", "closed_at", "due_at", "on_hold_since", "is_waiting_for_us", actor=actor
    )
    publish(CaseCanceled(case_id=case.pk, status_reason=reason.code, actor=actor.reference))
    return case
