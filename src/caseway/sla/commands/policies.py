"""Policies, KPIs and the settings of service levels, written by administrators. An active policy is read-only."""

from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.crud.commands import delete_row
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.sla.commands.promises import PERMISSION, PolicyIsActive, promise_of, require_sound
from caseway.sla.commands.running import FIRST_RESPONSE, RESOLVE
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy, SlaSettings
from caseway.sla.queries import plans

M = TypeVar("M", bound=Model)


class KpiNeeded(DomainError):
    """The KPI is built in, or something is promised by it."""


@atomic()
def create_policy(*, name: str, kind: str = "case", actor: Actor) -> SlaPolicy:
    """A draft: it promises nothing until it has items and is activated."""
    require(actor, PERMISSION)
    _require_free_name(name, None)
    policy = SlaPolicy.objects.create(name=name, kind=kind)
    return _written(policy, actor)


@atomic()
def rename_policy(policy: SlaPolicy, *, name: str, actor: Actor) -> SlaPolicy:
    policy = _lock(policy, actor)
    _require_free_name(name, policy.pk)
    policy.name = name
    policy.save(update_fields=["name"])
    return _written(policy, actor)


@atomic()
def activate_policy(policy: SlaPolicy, *, actor: Actor) -> SlaPolicy:
    """Let it apply from now on, once every item can be read and every calendar opens."""
    policy = _lock(policy, actor)
    items = list(policy.items.select_related("calendar"))
    if not items:
        raise Invalid(_("Add a promise before you activate the policy."), fields={"items": _("There is none yet.")})
    for item in items:
        require_sound(promise_of(item), policy.kind)
    policy.status = SlaPolicy.Status.ACTIVE
    policy.save(update_fields=["status"])
    return _written(policy, actor)


@atomic()
def deactivate_policy(policy: SlaPolicy, *, actor: Actor) -> SlaPolicy:
    """Back to draft: no new record gets it; clocks that run go on."""
    policy = _lock(policy, actor)
    policy.status = SlaPolicy.Status.DRAFT
    policy.save(update_fields=["status"])
    return _written(policy, actor)


@atomic()
def delete_policy(policy: SlaPolicy, *, actor: Actor) -> None:
    """Forget a draft with its promises, if no clock was started by it and no contract names it."""
    policy = _lock(policy, actor)
    if policy.status == SlaPolicy.Status.ACTIVE:
        raise PolicyIsActive(_("%s is active: deactivate it first.") % policy)
    delete_row(policy, actor=actor, permission=PERMISSION)


@atomic()
def make_default_policy(policy: SlaPolicy, *, actor: Actor) -> SlaPolicy:
    """Let it apply where no other does, in place of the one that did."""
    policy = _lock(policy, actor)
    for other in SlaPolicy.objects.filter(kind=policy.kind, is_default=True).exclude(pk=policy.pk):
        _set_default(lock_row(other), False, actor)
    return _set_default(policy, True, actor)


@atomic()
def create_kpi(*, code: str, name: str, actor: Actor) -> SlaKpi:
    """Something else to measure. `code` is its stable name, which never changes."""
    require(actor, PERMISSION)
    if SlaKpi.objects.filter(code=code).exists():
        raise Invalid(_("There is such a KPI already."), fields={"code": _("Choose a code that is not taken.")})
    kpi = SlaKpi.objects.create(code=code, name=name)
    return _written(kpi, actor)


@atomic()
def rename_kpi(kpi: SlaKpi, *, name: str, actor: Actor) -> SlaKpi:
    require(actor, PERMISSION)
    kpi = lock_row(kpi)
    kpi.name = name
    kpi.save(update_fields=["name"])
    return _written(kpi, actor)


@atomic()
def delete_kpi(kpi: SlaKpi, *, actor: Actor) -> None:
    """Measure it no more, if nothing was ever promised by it. The two that the product counts by stay."""
    require(actor, PERMISSION)
    kpi = lock_row(kpi)
    if kpi.code in (FIRST_RESPONSE, RESOLVE):
        raise KpiNeeded(_("%s is built in, so it stays. Give it another name if you like.") % kpi)
    if SlaItem.objects.filter(kpi=kpi).exists():
        raise KpiNeeded(_("Policies promise %s, so it stays. Take those promises out of them first.") % kpi)
    record_change(kpi, actor=actor, action="removed")
    kpi.delete()
    plans.forget()


@atomic()
def change_settings(
    *, is_enabled: bool, may_replace_manual: bool, recalculates_terminal: bool, actor: Actor
) -> SlaSettings:
    """How service levels behave everywhere. Switched off, policies can be edited but start no clocks."""
    require(actor, PERMISSION)
    settings = lock_row(SlaSettings.objects.get_or_create(pk=1)[0])
    settings.is_enabled, settings.may_replace_manual = is_enabled, may_replace_manual
    settings.recalculates_terminal = recalculates_terminal
    settings.save()
    return _written(settings, actor)


def _lock(policy: SlaPolicy, actor: Actor) -> SlaPolicy:
    require(actor, PERMISSION)
    return lock_row(policy)


def _set_default(policy: SlaPolicy, is_default: bool, actor: Actor) -> SlaPolicy:
    policy.is_default = is_default
    policy.save(update_fields=["is_default"])
    return _written(policy, actor)


def _require_free_name(name: str, policy_id: int | None) -> None:
    if SlaPolicy.objects.filter(name=name).exclude(pk=policy_id or 0).exists():
        raise Invalid(_("There is such a policy already."), fields={"name": _("Choose a name that is not taken.")})


def _written(row: M, actor: Actor) -> M:
    record_change(row, actor=actor)
    plans.forget()
    return row
