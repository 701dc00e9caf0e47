"""Support contracts in numbers: the state by date, what each turn of a case takes or gives back, and what is refused.

Amounts are whole units, so that nothing is ever lost to rounding: cases for an allocation by cases, minutes for one by
hours. Only what people see is divided by sixty.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

MINUTES_PER_HOUR = 60


class State(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    ACTIVE = "active"
    EXPIRED = "expired"
    CANCELED = "canceled"


class Status(StrEnum):
    """What people decided; the dates make the rest of the state."""

    DRAFT = "draft"
    ACTIVATED = "activated"
    CANCELED = "canceled"


class Verb(StrEnum):
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    CANCEL = "cancel"
    RENEW = "renew"
    EDIT = "edit"


class Allocation(StrEnum):
    CASES = "cases"
    HOURS = "hours"


class DecreaseOn(StrEnum):
    CREATION = "creation"
    RESOLUTION = "resolution"


class Turn(StrEnum):
    """What happens to a case, as its contract sees it. A swap detaches from the old one and attaches to the new."""

    ATTACHED = "attached"
    DETACHED = "detached"
    RESOLVED = "resolved"
    CANCELED = "canceled"
    REACTIVATED_FROM_RESOLVED = "reactivated_from_resolved"
    REACTIVATED_FROM_CANCELED = "reactivated_from_canceled"


class Effect(StrEnum):
    TAKE = "take"
    GIVE_BACK = "give_back"


ALLOWED_IN: Mapping[Verb, frozenset[State]] = {
    Verb.ACTIVATE: frozenset({State.DRAFT}),
    Verb.DEACTIVATE: frozenset({State.WAITING, State.ACTIVE}),
    Verb.CANCEL: frozenset({State.WAITING, State.ACTIVE}),
    Verb.RENEW: frozenset({State.CANCELED, State.EXPIRED}),
    Verb.EDIT: frozenset({State.DRAFT}),
}

EFFECTS: Mapping[tuple[DecreaseOn, Turn], Effect] = {
    (DecreaseOn.CREATION, Turn.ATTACHED): Effect.TAKE,
    (DecreaseOn.CREATION, Turn.DETACHED): Effect.GIVE_BACK,
    (DecreaseOn.CREATION, Turn.CANCELED): Effect.GIVE_BACK,
    (DecreaseOn.CREATION, Turn.REACTIVATED_FROM_CANCELED): Effect.TAKE,
    (DecreaseOn.RESOLUTION, Turn.RESOLVED): Effect.TAKE,
    (DecreaseOn.RESOLUTION, Turn.DETACHED): Effect.GIVE_BACK,
    (DecreaseOn.RESOLUTION, Turn.REACTIVATED_FROM_RESOLVED): Effect.GIVE_BACK,
}


class TermsError(ValueError):
    """A restricted contract, or its part for the channel, has too little left."""


@dataclass(frozen=True)
class Terms:
    """How a contract counts. ValueError for hours counted on creation: nobody has worked any by then."""

    allocation: Allocation
    decrease_on: DecreaseOn
    is_restricted: bool = False

    def __post_init__(self) -> None:
        if self.allocation == Allocation.HOURS and self.decrease_on == DecreaseOn.CREATION:
            raise ValueError("Hours are known when a case is resolved: let them decrease on case resolution.")


@dataclass(frozen=True)
class Usage:
    """One case under one contract. `taken` is what the ledger says it holds, in units, never negative."""

    is_counted: bool = True
    taken: int = 0
    billable_minutes: int = 0


@dataclass(frozen=True)
class Balance:
    """What is left, in units; `channel` is None where the contract sets the channel no part of its own."""

    remaining: int
    channel: int | None = None


def state_on(today: date, status: Status, starts_on: date, ends_on: date) -> State:
    """The state on a day; the contract is active on its first and on its last day."""
    if status != Status.ACTIVATED:
        return State(status)
    if today < starts_on:
        return State.WAITING
    return State.ACTIVE if today <= ends_on else State.EXPIRED


def state_changes_on(today: date, status: Status, starts_on: date, ends_on: date) -> date | None:
    """The next day on which the calendar alone changes the state; None when it never will."""
    state = state_on(today, status, starts_on, ends_on)
    if state == State.WAITING:
        return starts_on
    return ends_on + timedelta(days=1) if state == State.ACTIVE else None


def is_allowed(verb: Verb, state: State) -> bool:
    return state in ALLOWED_IN[verb]


def movement(terms: Terms, turn: Turn, usage: Usage) -> int:
    """Units that this turn adds to what is left: negative when taken, zero for a case that is not counted.

    What is given back is exactly what the case holds, and a turn told twice takes once.
    """
    effect = EFFECTS.get((terms.decrease_on, turn))
    if effect is None or not usage.is_counted:
        return 0
    if effect == Effect.GIVE_BACK:
        return usage.taken
    return usage.taken - (1 if terms.allocation == Allocation.CASES else usage.billable_minutes)


def moved(balance: Balance, units: int) -> Balance:
    """The channel's part moves with the whole."""
    return Balance(balance.remaining + units, None if balance.channel is None else balance.channel + units)


def require_within(terms: Terms, turn: Turn, usage: Usage, balance: Balance) -> None:
    """TermsError when a restricted contract would fall below zero, or has nothing left for a new case."""
    if not terms.is_restricted or not usage.is_counted:
        return
    units = movement(terms, turn, usage)
    left = balance.remaining if balance.channel is None else min(balance.remaining, balance.channel)
    if (turn == Turn.ATTACHED and not usage.taken and left <= 0) or (units < 0 and left + units < 0):
        whose = "The entitlement" if balance.remaining <= left else "The entitlement's part for this channel"
        raise TermsError(f"{whose} has {term_text(terms.allocation, left)} left, too little for this case.")


def covers(listed: Collection[int], one: int | None) -> bool:
    """Whether a contract's list of products or contacts includes this one; an empty list includes everything."""
    return not listed or one in listed


def renewed_dates(starts_on: date, ends_on: date, today: date) -> tuple[date, date]:
    """Start and end of the renewal: as many days again, from today."""
    return today, today + (ends_on - starts_on)


def units_of(allocation: Allocation, term: Decimal) -> int:
    """Units of a written term; ValueError when it is not a whole number of cases or minutes."""
    units = term * MINUTES_PER_HOUR if allocation == Allocation.HOURS else term
    if units != int(units):
        unit = "minutes" if allocation == Allocation.HOURS else "cases"
        raise ValueError(f"{term} is not a whole number of {unit}.")
    return int(units)


def term_of(allocation: Allocation, units: int) -> Decimal:
    """Cases, or hours to two decimal places, for people to read; never to calculate with."""
    if allocation == Allocation.CASES:
        return Decimal(units)
    return (Decimal(units) / MINUTES_PER_HOUR).quantize(Decimal("0.01"))


def term_text(allocation: Allocation, units: int) -> str:
    """ "14 cases", "1 case", "2 h 30 min" or "−15 min"."""
    if allocation == Allocation.CASES:
        return f"{units} case" if units == 1 else f"{units} cases"
    hours, minutes = divmod(abs(units), MINUTES_PER_HOUR)
    words = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    return ("−" if units < 0 else "") + " ".join(words)
