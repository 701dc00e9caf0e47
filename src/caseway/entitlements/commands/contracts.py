"""The life of a support contract: create, edit, activate, deactivate, cancel, renew. Dates do the rest."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from caseway.entitlements.commands.terms import Contract, columns, contract_of, require_sound, set_lists
from caseway.entitlements.events import (
    EntitlementActivated,
    EntitlementCanceled,
    EntitlementChanged,
    EntitlementCreated,
    EntitlementDeactivated,
    EntitlementRenewed,
)
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import state_of
from caseway.entitlements.rules import State, Verb, is_allowed, renewed_dates
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError
from caseway.kernel.events import publish

PERMISSION = "entitlements.write"
REFUSALS = {
    Verb.ACTIVATE: lazy("%(name)s is %(state)s: only a draft can be activated."),
    Verb.DEACTIVATE: lazy("%(name)s is %(state)s: only a waiting or active entitlement can be deactivated."),
    Verb.CANCEL: lazy("%(name)s is %(state)s: only a waiting or active entitlement can be canceled."),
    Verb.RENEW: lazy("%(name)s is %(state)s: only a canceled or expired entitlement can be renewed."),
    Verb.EDIT: lazy("%(name)s is %(state)s: deactivate it before you edit it."),
}


class NotInThisState(DomainError):
    """The contract's state does not allow it."""


@atomic()
def create_entitlement(contract: Contract, *, actor: Actor) -> Entitlement:
    """A draft: nothing counts until it is activated."""
    require(actor, PERMISSION)
    require_sound(contract)
    entitlement = Entitlement.objects.create(**columns(contract), remaining=contract.total)
    set_lists(entitlement, contract)
    record_change(entitlement, actor=actor)
    publish(EntitlementCreated(entitlement_id=entitlement.pk, actor=actor.reference))
    return entitlement


@atomic()
def edit_entitlement(entitlement: Entitlement, contract: Contract, *, actor: Actor) -> Entitlement:
    """Change a draft. What was used stays used: the remaining amounts move with their totals."""
    entitlement = _lock(entitlement, Verb.EDIT, actor)
    require_sound(contract)
    if contract.allocation != entitlement.allocation and entitlement.ledger.exists():
        raise NotInThisState(_("%(name)s was used already: make a new one to count otherwise.") % _named(entitlement))
    entitlement.remaining += contract.total - entitlement.total
    for name, value in columns(contract).items():
        setattr(entitlement, name, value)
    entitlement.save()
    set_lists(entitlement, contract)
    record_change(entitlement, actor=actor)
    publish(EntitlementChanged(entitlement_id=entitlement.pk, actor=actor.reference))
    return entitlement


@atomic()
def activate_entitlement(entitlement: Entitlement, *, actor: Actor) -> Entitlement:
    """From now on it is waiting, active or expired, as its dates say."""
    entitlement = _lock(entitlement, Verb.ACTIVATE, actor)
    _set_status(entitlement, Entitlement.Status.ACTIVATED, actor)
    publish(EntitlementActivated(entitlement_id=entitlement.pk, actor=actor.reference))
    return entitlement


@atomic()
def deactivate_entitlement(entitlement: Entitlement, *, actor: Actor) -> Entitlement:
    """Back to draft, to be edited."""
    entitlement = _lock(entitlement, Verb.DEACTIVATE, actor)
    _set_status(entitlement, Entitlement.Status.DRAFT, actor)
    publish(EntitlementDeactivated(entitlement_id=entitlement.pk, actor=actor.reference))
    return entitlement


@atomic()
def cancel_entitlement(entitlement: Entitlement, *, actor: Actor) -> Entitlement:
    """End it before its time. It is no longer anybody's default."""
    entitlement = _lock(entitlement, Verb.CANCEL, actor)
    entitlement.is_default = False
    _set_status(entitlement, Entitlement.Status.CANCELED, actor)
    publish(EntitlementCanceled(entitlement_id=entitlement.pk, actor=actor.reference))
    return entitlement


@atomic()
def renew_entitlement(entitlement: Entitlement, *, actor: Actor) -> Entitlement:
    """Return a new draft of as many days from today, with everything to use again. The old contract stays as it is."""
    old = _lock(entitlement, Verb.RENEW, actor)
    starts_on, ends_on = renewed_dates(old.starts_on, old.ends_on, timezone.localdate())
    renewal = create_entitlement(replace(contract_of(old), starts_on=starts_on, ends_on=ends_on), actor=actor)
    publish(EntitlementRenewed(entitlement_id=renewal.pk, renewed_from_id=old.pk, actor=actor.reference))
    return renewal


@atomic()
def make_default(entitlement: Entitlement, *, actor: Actor) -> Entitlement:
    """Let this contract cover the customer's cases by itself, in place of the one that did."""
    require(actor, PERMISSION)
    entitlement = lock_row(entitlement)
    if state_of(entitlement) == State.CANCELED:
        raise NotInThisState(_("%(name)s is canceled: renew it and make that the default.") % _named(entitlement))
    others = Entitlement.objects.filter(is_default=True).exclude(pk=entitlement.pk)
    for other in others.filter(account=entitlement.account_id, contact=entitlement.contact_id).select_for_update():
        _set_default(lock_row(other), False, actor)
    _set_default(entitlement, True, actor)
    return entitlement


def _set_default(entitlement: Entitlement, is_default: bool, actor: Actor) -> None:
    entitlement.is_default = is_default
    entitlement.save(update_fields=["is_default"])
    record_change(entitlement, actor=actor)


def _lock(entitlement: Entitlement, verb: Verb, actor: Actor) -> Entitlement:
    require(actor, PERMISSION)
    entitlement = lock_row(entitlement)
    state = state_of(entitlement)
    if not is_allowed(verb, state):
        raise NotInThisState(REFUSALS[verb] % (_named(entitlement) | {"state": state.value}))
    return entitlement


def _named(entitlement: Entitlement) -> dict[str, str]:
    return {"name": entitlement.name}


def _set_status(entitlement: Entitlement, status: Entitlement.Status, actor: Actor) -> None:
    entitlement.status = status
    entitlement.save(update_fields=["status", "is_default"])
    record_change(entitlement, actor=actor)
