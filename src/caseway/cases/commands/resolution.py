"""Resolving a case: an action with a record, never an edit of the status."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseway.cases.commands.activities import cancel_open_activities
from caseway.cases.commands.holds import require_no_hold
from caseway.cases.commands.locking import lock_active, save_changes
from caseway.cases.events import CaseResolved
from caseway.cases.models import Case, CaseResolution
from caseway.cases.models.cases import State
from caseway.cases.queries.activities import minutes_worked, open_activities
from caseway.cases.queries.reasons import reason_in
from caseway.entitlements import commands as entitlements
from caseway.flows import commands as flows
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish
from caseway.routing import commands as routing
from caseway.sla import commands as sla


class OpenActivities(DomainError):
    """Open tasks or calls would be canceled: ask for a confirmation."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """How it was resolved. `resolution_type` is a status reason of the state resolved; minutes are whole minutes."""

    resolution_type: str = ""
    resolution: str
    remarks: str = ""
    billable_minutes: int = 0
    cancels_open_activities: bool = False


@atomic()
def resolve_case(case: Case, *, actor: Actor, resolution: Resolution) -> Case:
    require(actor, "cases.resolve", case)
    case = lock_active(case)
    require_no_hold(case)
    _require_text(resolution)
    reason = reason_in(State.RESOLVED, resolution.resolution_type)
    _settle_activities(case, resolution, actor)
    record = _record(case, resolution, reason.code, actor)

    case.state, case.status_reason_id = State.RESOLVED, reason.code
    case.resolved_at = case.closed_at = record.resolved_at
    case.due_at, case.on_hold_since, case.is_waiting_for_us = None, None, False

    entitlements.consume_on_resolution(
        case.entitlement_id,
        channel=case.origin,
        reference=case.number,
        billable_minutes=resolution.billable_minutes,
        decrements=case.decrements_entitlement,
        actor=actor,
    )
    sla.stop_clocks(case.clock_set_id, at=record.resolved_at, actor=actor)
    routing.complete(case.work_item_id, actor=actor)
    flows.finish_for(case.flow_instance_id, actor=actor)
    closing = ("state", "status_reason", "resolved_at", "closed_at", "due_at", "on_hold_since", "is_waiting_for_us")
    save_changes(case, *closing, actor=actor)
    publish(CaseResolved(case_id=case.pk, resolution_id=record.pk, actor=actor.reference))
    return case


def _require_text(resolution: Resolution) -> None:
    if not resolution.resolution.strip():
        raise Invalid(
            _("Say how the case was resolved."),
            fields={"resolution": _("A few words that the next colleague understands.")},
        )


def _settle_activities(case: Case, resolution: Resolution, actor: Actor) -> None:
    open_ones = open_activities(case).count()
    if open_ones and not resolution.cancels_open_activities:
        raise OpenActivities(
            ngettext(
                "%(count)d open activity would be canceled. Confirm to go on.",
                "%(count)d open activities would be canceled. Confirm to go on.",
                open_ones,
            )
            % {"count": open_ones}
        )
    if open_ones:
        cancel_open_activities(case, actor=actor)


def _record(case: Case, resolution: Resolution, reason: str, actor: Actor) -> CaseResolution:
    return CaseResolution.objects.create(
        case=case,
        resolution_type_id=reason,
        resolution=resolution.resolution.strip()[:500],
        remarks=resolution.remarks,
        total_minutes=minutes_worked(case),
        billable_minutes=resolution.billable_minutes,
        resolved_by=actor.reference,
        resolved_by_name=actor.name,
        resolved_at=timezone.now(),
    )
