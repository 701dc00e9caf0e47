"""A case uses its contract up, and gives back: one ledger row for each movement, counted under the contract's lock.

Every verb is part of its caller's transaction and does nothing without a contract. Told twice, it counts once.
"""

from typing import NotRequired, TypedDict, Unpack

from django.utils.translation import gettext as _

from caseway.entitlements.events import EntitlementMoved
from caseway.entitlements.models import Entitlement, EntitlementChannel, LedgerEntry
from caseway.entitlements.queries import terms_of
from caseway.entitlements.rules import (
    EFFECTS,
    Balance,
    TermsError,
    Turn,
    Usage,
    moved,
    movement,
    require_within,
)
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError
from caseway.kernel.events import publish

REACTIVATED = {"resolved": Turn.REACTIVATED_FROM_RESOLVED, "canceled": Turn.REACTIVATED_FROM_CANCELED}


class EntitlementUsedUp(DomainError):
    """The contract is restricted and has too little left, as a whole or for this channel."""


class CaseUse(TypedDict):
    """The case as its contract sees it: its origin, its number, and whether it counts at all."""

    channel: str
    reference: str
    decrements: bool
    billable_minutes: NotRequired[int]


@atomic()
def consume_on_creation(entitlement: Entitlement | None, *, actor: Actor, **case: Unpack[CaseUse]) -> None:
    """A case was opened with this contract, which was just read. Raises `EntitlementUsedUp`."""
    if entitlement and case["decrements"]:
        _count(entitlement, Turn.ATTACHED, case, actor)


def consume_on_resolution(entitlement_id: int | None, *, actor: Actor, **case: Unpack[CaseUse]) -> None:
    """Take one case, or the billable minutes of a contract by hours. Raises `EntitlementUsedUp`."""
    _turn(entitlement_id, Turn.RESOLVED, case, actor)


def restore_on_cancel(entitlement_id: int | None, *, actor: Actor, **case: Unpack[CaseUse]) -> None:
    """Give back what the case took when it was opened."""
    _turn(entitlement_id, Turn.CANCELED, case, actor)


def consume_on_reactivation(entitlement_id: int | None, *, was: str, actor: Actor, **case: Unpack[CaseUse]) -> None:
    """Give back what resolving took, or take again what cancelling gave back. `was` is resolved or canceled.

    Raises `EntitlementUsedUp`.
    """
    _turn(entitlement_id, REACTIVATED[was], case, actor)


@atomic()
def swap(old_id: int | None, new_id: int | None, *, actor: Actor, **case: Unpack[CaseUse]) -> None:
    """The case leaves one contract for another: the old one is credited, the new one debited. Locks in order of id."""
    if old_id == new_id:
        return
    list(Entitlement.objects.select_for_update().filter(pk__in=[old_id, new_id]).order_by("pk").values("pk"))
    _turn(old_id, Turn.DETACHED, case, actor)
    _turn(new_id, Turn.ATTACHED, case, actor)


@atomic()
def _turn(entitlement_id: int | None, turn: Turn, case: CaseUse, actor: Actor) -> None:
    if entitlement_id is not None and case["decrements"]:
        _count(Entitlement.objects.get(pk=entitlement_id), turn, case, actor)


def _count(entitlement: Entitlement, turn: Turn, case: CaseUse, actor: Actor) -> None:
    if (terms_of(entitlement).decrease_on, turn) in EFFECTS:
        _move(Entitlement.objects.select_for_update().get(pk=entitlement.pk), turn, case, actor)
    elif entitlement.is_restricted:
        channel = entitlement.channels.filter(channel=case["channel"]).first()
        _require_within(entitlement, channel, turn, Usage(billable_minutes=case.get("billable_minutes", 0)))


def _move(entitlement: Entitlement, turn: Turn, case: CaseUse, actor: Actor) -> None:
    """Count under the lock; what is given back returns to the channel that it was taken from."""
    usage, taken_from = _usage(entitlement, case)
    channel = entitlement.channels.filter(channel=taken_from or case["channel"]).first()
    _require_within(entitlement, channel, turn, usage)
    amount = movement(terms_of(entitlement), turn, usage)
    if not amount:
        return
    _save(entitlement, channel, moved(_balance(entitlement, channel), amount))
    LedgerEntry.objects.create(
        entitlement=entitlement,
        amount=amount,
        remaining=entitlement.remaining,
        channel=taken_from or case["channel"],
        reference=case["reference"],
        reason=LedgerEntry.Reason(turn.value),
        actor=actor.reference,
    )
    publish(
        EntitlementMoved(
            entitlement_id=entitlement.pk,
            amount=amount,
            remaining=entitlement.remaining,
            reference=case["reference"],
            actor=actor.reference,
        )
    )


def _usage(entitlement: Entitlement, case: CaseUse) -> tuple[Usage, str]:
    """What the ledger says this case holds, and through which channel."""
    entries = list(entitlement.ledger.filter(reference=case["reference"]).values_list("amount", "channel"))
    taken = -sum(amount for amount, _channel in entries)
    usage = Usage(taken=max(0, taken), billable_minutes=case.get("billable_minutes", 0))
    return usage, entries[0][1] if taken > 0 else ""


def _require_within(entitlement: Entitlement, channel: EntitlementChannel | None, turn: Turn, usage: Usage) -> None:
    try:
        require_within(terms_of(entitlement), turn, usage, _balance(entitlement, channel))
    except TermsError as error:
        raise EntitlementUsedUp(
            _("%(name)s: %(error)s Choose another entitlement, or raise its total.")
            % {"name": entitlement.name, "error": error}
        ) from error


def _balance(entitlement: Entitlement, channel: EntitlementChannel | None) -> Balance:
    return Balance(entitlement.remaining, channel.remaining if channel else None)


def _save(entitlement: Entitlement, channel: EntitlementChannel | None, balance: Balance) -> None:
    entitlement.remaining = balance.remaining
    entitlement.save(update_fields=["remaining"])
    if channel and balance.channel is not None:
        channel.remaining = balance.channel
        channel.save(update_fields=["remaining"])
