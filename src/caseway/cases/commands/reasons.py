"""The status reasons, written by administrators. What cases hold stays: a reason that was used is deactivated."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.cases.models import Case, CaseResolution, StatusReason
from caseway.cases.models.cases import State
from caseway.cases.queries.reasons import reasons
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.ordering import move, next_position

PERMISSION = "settings.manage"


class ReasonNeeded(DomainError):
    """The reason comes with the product, is the default of its state, or is used by cases."""


@dataclass(frozen=True, kw_only=True)
class ReasonDetails:
    """`pauses_clocks` holds for cases that come to the reason from now on."""

    label: str
    pauses_clocks: bool = False


@atomic()
def add_status_reason(*, code: str, state: str, details: ReasonDetails, actor: Actor) -> StatusReason:
    """Another reason, after the others of its state. `code` is its stable name, which never changes."""
    require(actor, PERMISSION)
    if StatusReason.objects.filter(code=code).exists():
        raise Invalid(_("There is such a reason already."), fields={"code": _("Choose a code that is not taken.")})
    reason = StatusReason(code=code, state=state, position=next_position(_siblings(state)))
    _describe(reason, details)
    reason.save(force_insert=True)
    return _written(reason, actor)


@atomic()
def change_status_reason(reason: StatusReason, details: ReasonDetails, *, actor: Actor) -> StatusReason:
    """Another label; whether it pauses. Cases that are in it stay as they are."""
    require(actor, PERMISSION)
    reason = lock_row(reason)
    _describe(reason, details)
    return _kept(reason, "label", "pauses_clocks", actor=actor)


@atomic()
def move_status_reason(reason: StatusReason, *, by: int, actor: Actor) -> None:
    """Offer it so many places later within its state, or earlier by a negative number."""
    require(actor, PERMISSION)
    move(reason, _siblings(reason.state), by=by, actor=actor)
    reasons.forget()


@atomic()
def make_default_status_reason(reason: StatusReason, *, actor: Actor) -> StatusReason:
    """Let cases get it where nobody chooses one, in place of the reason that was the default."""
    require(actor, PERMISSION)
    list(_siblings(reason.state).select_for_update(no_key=True).order_by("pk"))
    reason = lock_row(reason)
    if not reason.is_active or reason.pauses_clocks:
        raise ReasonNeeded(_("The default of a state is active and pauses nothing. Change %s first.") % reason)
    for other in _siblings(reason.state).filter(is_default=True).exclude(pk=reason.pk):
        _set(lock_row(other), "is_default", False, actor=actor)
    return _set(reason, "is_default", True, actor=actor)


@atomic()
def deactivate_status_reason(reason: StatusReason, *, actor: Actor) -> StatusReason:
    """Offer it no more. Cases that are in it stay there."""
    require(actor, PERMISSION)
    reason = lock_row(reason)
    if reason.is_default:
        raise ReasonNeeded(_("%s is the default of its state. Make another one the default first.") % reason)
    return _set(reason, "is_active", False, actor=actor)


@atomic()
def activate_status_reason(reason: StatusReason, *, actor: Actor) -> StatusReason:
    """Offer it again."""
    require(actor, PERMISSION)
    return _set(lock_row(reason), "is_active", True, actor=actor)


@atomic()
def delete_status_reason(reason: StatusReason, *, actor: Actor) -> None:
    """Forget a reason of your own that no case has, and that no case was resolved with."""
    require(actor, PERMISSION)
    reason = lock_row(reason)
    if reason.is_default:
        raise ReasonNeeded(_("%s is the default of its state. Make another one the default first.") % reason)
    if reason.is_standard:
        raise ReasonNeeded(_("%s comes with the product. Deactivate it if nobody is to choose it.") % reason)
    if _is_used(reason):
        raise ReasonNeeded(_("Cases have %s, so it stays. Deactivate it if nobody is to choose it.") % reason)
    record_change(reason, actor=actor, action="removed")
    reason.delete()
    reasons.forget()


def _siblings(state: str) -> QuerySet[StatusReason]:
    return StatusReason.objects.filter(state=state)


def _describe(reason: StatusReason, details: ReasonDetails) -> None:
    if details.pauses_clocks and reason.state != State.ACTIVE:
        sentence = _("A closed case has no clocks that run.")
        raise Invalid(_("Only a reason of active cases can pause."), fields={"pauses_clocks": sentence})
    if details.pauses_clocks and reason.is_default:
        sentence = _("Make another one the default first.")
        raise Invalid(_("A new case does not begin on hold."), fields={"pauses_clocks": sentence})
    reason.label, reason.pauses_clocks = details.label, details.pauses_clocks


def _is_used(reason: StatusReason) -> bool:
    has_cases = Case.objects.filter(status_reason=reason).exists()
    return has_cases or CaseResolution.objects.filter(resolution_type=reason).exists()


def _set(reason: StatusReason, name: str, value: bool, *, actor: Actor) -> StatusReason:
    setattr(reason, name, value)
    return _kept(reason, name, actor=actor)


def _kept(reason: StatusReason, *changed: str, actor: Actor) -> StatusReason:
    reason.save(update_fields=changed)
    return _written(reason, actor)


def _written(reason: StatusReason, actor: Actor) -> StatusReason:
    record_change(reason, actor=actor)
    reasons.forget()
    return reason
