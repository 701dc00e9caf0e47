"""What stands above a case may hold it open: a blocking link, a swarm."""

from django.utils.translation import gettext as _

from caseway.cases.models import Case, CaseHold
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError


class CaseHeld(DomainError):
    """Something must end before the case may close."""


@atomic()
def hold(case: Case, *, kind: str, reference: str, reason: str, actor: Actor) -> CaseHold:
    """Keep the case open until the hold is lifted. Safe to run twice."""
    found, _created = CaseHold.objects.get_or_create(
        case=case, kind=kind, reference=reference, defaults={"reason": reason}
    )
    return found


@atomic()
def lift_hold(case: Case, *, kind: str, reference: str, actor: Actor) -> None:
    CaseHold.objects.filter(case=case, kind=kind, reference=reference).delete()


def require_no_hold(case: Case) -> None:
    held = CaseHold.objects.filter(case=case).first()
    if held:
        raise CaseHeld(
            _("%(number)s cannot be closed yet: %(reason)s") % {"number": case.number, "reason": held.reason}
        )
