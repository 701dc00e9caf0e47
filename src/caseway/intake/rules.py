"""What becomes of a message: the gates of a record-creation rule, in order, and then its items. Pure.

The gates follow the reference (spec, section 6): a message connected to an active case is attached; an unknown sender
may be refused; an entitlement may be required; and a resolved connected case may forbid a new one for ever
(`creates_when_connected` off), for some time, or not at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Gate(StrEnum):
    """Why no case was opened."""

    CONNECTED_CASE = "connected_case"
    WAITING = "waiting"
    UNKNOWN_SENDER = "unknown_sender"
    NO_ENTITLEMENT = "no_entitlement"
    NO_MATCH = "no_matching_condition"
    NO_RULE = "no_rule"
    AUTOMATIC = "automatic_message"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a message when it is decided upon. `is_released`: a person wants it to be taken in."""

    is_known_sender: bool
    is_entitled: bool
    is_automatic: bool
    is_released: bool = False
    connected_state: str = ""
    connected_resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of a rule. A wait of None lets a new case open at once."""

    refuses_unknown: bool
    requires_entitlement: bool
    creates_when_connected: bool
    wait: timedelta | None


def stopped_by(arrival: Arrival, gates: Gates, *, now: datetime) -> Gate | None:
    """The first gate that keeps this message from becoming a case, or None."""
    if arrival.connected_state == "active":
        return Gate.CONNECTED_CASE
    if arrival.is_automatic and not arrival.is_released:
        return Gate.AUTOMATIC
    if arrival.connected_state and not gates.creates_when_connected:
        return Gate.CONNECTED_CASE
    if arrival.connected_state and _is_waiting(arrival, gates, now):
        return Gate.WAITING
    if gates.refuses_unknown and not arrival.is_known_sender and not arrival.is_released:
        return Gate.UNKNOWN_SENDER
    if gates.requires_entitlement and not arrival.is_entitled:
        return Gate.NO_ENTITLEMENT
    return None


def _is_waiting(arrival: Arrival, gates: Gates, now: datetime) -> bool:
    if gates.wait is None or arrival.connected_resolved_at is None:
        return False
    return now < arrival.connected_resolved_at + gates.wait
