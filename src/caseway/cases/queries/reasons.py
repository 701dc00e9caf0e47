"""The status reasons, kept for moments."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.cases.models import StatusReason
from caseway.cases.rules import Reason, default_reason, reasons_of
from caseway.kernel.access import Actor
from caseway.kernel.caching import kept_for
from caseway.kernel.errors import Invalid


@kept_for(timedelta(seconds=5))
def reasons() -> dict[str, Reason]:
    """Every status reason by its code, in order; also those that are offered no more."""
    return {
        row.code: Reason(row.code, row.state, row.label, row.is_default, row.pauses_clocks, row.is_active)
        for row in StatusReason.objects.all()
    }


def visible_reasons(actor: Actor) -> QuerySet[StatusReason]:
    """Every agent knows why a case can be in its state."""
    return StatusReason.objects.all() if actor.is_agent else StatusReason.objects.none()


def reason_label(code: str | None) -> str:
    """What a case's status is called, also when another process added it a moment ago; the code of one deleted."""
    found = _found(code) if code else None
    return found.label if found else code or ""


def reason_in(state: str, code: str = "") -> Reason:
    """The reason with this code, or the default of the state; `Invalid` when it is not one to choose there."""
    if not code:
        return default_reason(reasons(), state)
    reason = _found(code)
    if reason is None or reason.state != state or not reason.is_active:
        choices = ", ".join(one.code for one in reasons_of(reasons(), state))
        raise Invalid(
            _("“%(code)s” is no reason a case may have now.") % {"code": code},
            fields={"status_reason": _("Choose one of %(choices)s.") % {"choices": choices}},
        )
    return reason


def _found(code: str) -> Reason | None:
    if code not in reasons():
        reasons.forget()
    return reasons().get(code)
