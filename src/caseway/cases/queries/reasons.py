"""The status reasons, kept for moments."""

from datetime import timedelta

from django.utils.translation import gettext as _

from caseway.cases.models import StatusReason
from caseway.cases.rules import Reason, default_reason
from caseway.kernel.caching import kept_for
from caseway.kernel.errors import Invalid


@kept_for(timedelta(seconds=5))
def reasons() -> dict[str, Reason]:
    """Every status reason by its code, in order."""
    return {
        row.code: Reason(row.code, row.state, row.label, row.is_default, row.pauses_clocks)
        for row in StatusReason.objects.all()
    }


def reason_in(state: str, code: str = "") -> Reason:
    """The reason with this code, or the default of the state; `Invalid` when it belongs to another state."""
    known = reasons()
    if not code:
        return default_reason(known, state)
    reason = known.get(code)
    if reason is None or reason.state != state:
        choices = ", ".join(one.code for one in known.values() if one.state == state)
        raise Invalid(
            _("“%(code)s” is no reason a case may have now.") % {"code": code},
            fields={"status_reason": _("Choose one of %(choices)s.") % {"choices": choices}},
        )
    return reason
