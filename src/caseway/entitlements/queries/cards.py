"""Support contracts as a person reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries.contracts import Balance, balance_of, ledger_of, state_of
from caseway.entitlements.rules import Allocation, State, Verb, is_allowed, term_text

STATE_NAMES = {
    State.DRAFT: _("Draft"),
    State.WAITING: _("Waiting"),
    State.ACTIVE: _("Active"),
    State.EXPIRED: _("Expired"),
    State.CANCELED: _("Canceled"),
}


@dataclass(frozen=True)
class EntitlementCard:
    """A contract with its state on a day and what is left. `verbs` are those that the state allows."""

    entitlement: Entitlement
    state: str
    state_name: str
    customer: str
    total: str
    balance: Balance
    verbs: frozenset[str]


@dataclass(frozen=True)
class ChannelView:
    channel: str
    remaining: int
    total: int
    text: str


@dataclass(frozen=True)
class Movement:
    """One row of the ledger in words: "−1 case", what was left after it, for which record and why."""

    at: datetime
    amount: str
    remaining: str
    reference: str
    reason: str
    channel: str
    is_use: bool


def card_of(entitlement: Entitlement, on: date | None = None) -> EntitlementCard:
    """The contract on a day, today if none is named; no statements for one from `visible_entitlements`."""
    state = state_of(entitlement, on)
    owner = entitlement.account or entitlement.contact
    return EntitlementCard(
        entitlement=entitlement,
        state=state.value,
        state_name=str(STATE_NAMES[state]),
        customer=owner.name if owner else "",
        total=term_text(Allocation(entitlement.allocation), entitlement.total),
        balance=balance_of(entitlement),
        verbs=frozenset(verb.value for verb in Verb if is_allowed(verb, state)),
    )


def channels_of(entitlement: Entitlement) -> list[ChannelView]:
    """What each channel that has a part of its own has left of it."""
    allocation = Allocation(entitlement.allocation)
    return [
        ChannelView(row.channel, row.remaining, row.total, term_text(allocation, row.remaining))
        for row in entitlement.channels.order_by("channel")
    ]


def movements_of(entitlement: Entitlement, *, limit: int) -> list[Movement]:
    """The newest movements."""
    allocation = Allocation(entitlement.allocation)
    return [
        Movement(
            at=entry.at,
            amount=f"{'−' if entry.amount < 0 else '+'}{term_text(allocation, abs(entry.amount))}",
            remaining=term_text(allocation, entry.remaining),
            reference=entry.reference,
            reason=entry.get_reason_display(),
            channel=entry.channel,
            is_use=entry.amount < 0,
        )
        for entry in ledger_of(entitlement)[:limit]
    ]


def state_names() -> list[tuple[str, str]]:
    return [(state.value, str(name)) for state, name in STATE_NAMES.items()]
