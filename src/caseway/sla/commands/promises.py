"""The items of a policy, written by administrators while it is a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.conditions.forms import fault_in
from caseway.kernel.db import atomic, lock_row, remember
from caseway.kernel.errors import DomainError, Invalid
from caseway.operations.models import BusinessCalendar
from caseway.operations.queries import calendar_of
from caseway.operations.rules.calendar import CalendarError
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy
from caseway.sla.queries import plans
from caseway.sla.rules.clock import Target

PERMISSION = "settings.manage"


class PolicyIsActive(DomainError):
    """An active policy is not changed: deactivate it first."""


class PromiseInUse(DomainError):
    """Clocks run by this promise."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One item of a policy. The first item of a KPI whose condition holds applies; without a calendar, 24x7."""

    name: str
    kpi_id: int
    fail_after: timedelta
    warn_after: timedelta | None = None
    condition: Mapping[str, object] = field(default_factory=dict)
    calendar_id: int | None = None
    position: int = 0
    may_pause: bool = True


@atomic()
def add_promise(policy: SlaPolicy, promise: Promise, *, actor: Actor) -> SlaItem:
    """Add an item to a draft policy."""
    policy = _lock_draft(policy, actor)
    require_sound(promise, policy.kind)
    return _written(SlaItem.objects.create(policy=policy, **vars(promise)), actor)


@atomic()
def change_promise(item: SlaItem, promise: Promise, *, actor: Actor) -> SlaItem:
    """Change an item of a draft policy. Whether it may pause is settled when it is made."""
    policy = _lock_draft(item.policy, actor)
    item = lock_row(item)
    require_sound(promise, policy.kind)
    if promise.may_pause != item.may_pause:
        raise Invalid(
            _("The promise cannot be saved like this."),
            fields={"may_pause": _("This is settled when a promise is made: make a new one instead.")},
        )
    for name, value in vars(promise).items():
        setattr(item, name, value)
    item.save()
    return _written(item, actor)


@atomic()
def remove_promise(item: SlaItem, *, actor: Actor) -> None:
    """Take an item out of a draft policy, if no clock was ever started by it."""
    _lock_draft(item.policy, actor)
    remember(item)
    try:
        record_change(item, actor=actor, action="deleted")
        item.delete()
    except ProtectedError as error:
        raise PromiseInUse(
            _("Clocks were started by “%(name)s”, so it stays. Make its condition narrower, or use another policy.")
            % {"name": item.name}
        ) from error
    plans.forget()


def promise_of(item: SlaItem) -> Promise:
    """The item as it was written."""
    return Promise(
        name=item.name,
        kpi_id=item.kpi_id,
        fail_after=item.fail_after,
        warn_after=item.warn_after,
        condition=item.condition,
        calendar_id=item.calendar_id,
        position=item.position,
        may_pause=item.may_pause,
    )


def require_sound(promise: Promise, kind: str) -> None:
    """Raise `Invalid` naming each field with which no clock could run."""
    faults: dict[str, str] = {}
    try:
        Target(promise.fail_after, promise.warn_after)
    except ValueError as error:
        faults["fail_after"] = str(error)
    if fault := fault_in(promise.condition, kind):
        faults["condition"] = fault
    if not SlaKpi.objects.filter(pk=promise.kpi_id).exists():
        faults["kpi"] = _("Choose a KPI that exists.")
    if promise.calendar_id:
        faults |= _faults_of_calendar(promise.calendar_id)
    if faults:
        raise Invalid(_("The promise “%(name)s” cannot be used like this.") % {"name": promise.name}, fields=faults)


def _faults_of_calendar(calendar_id: int) -> dict[str, str]:
    row = BusinessCalendar.objects.filter(pk=calendar_id).first()
    if row is None:
        return {"calendar": _("Choose business hours that exist.")}
    try:
        calendar_of(row)
    except CalendarError as error:
        return {"calendar": str(error)}
    return {}


def _lock_draft(policy: SlaPolicy, actor: Actor) -> SlaPolicy:
    require(actor, PERMISSION)
    policy = lock_row(policy)
    if policy.status == SlaPolicy.Status.ACTIVE:
        raise PolicyIsActive(_("%(name)s is active: deactivate it before you edit it.") % {"name": policy.name})
    return policy


def _written(item: SlaItem, actor: Actor) -> SlaItem:
    record_change(item, actor=actor)
    plans.forget()
    return item
