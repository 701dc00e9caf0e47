"""What may follow what in the life of a case. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ACTIVE, RESOLVED, CANCELED = "active", "resolved", "canceled"


@dataclass(frozen=True, slots=True)
class Reason:
    """A status reason: which state it belongs to, whether it pauses the clocks, and whether it is still offered."""

    code: str
    state: str
    label: str
    is_default: bool
    pauses_clocks: bool
    is_active: bool = True


def default_reason(reasons: Mapping[str, Reason], state: str) -> Reason:
    """The reason a case gets when nobody chooses one."""
    return next(reason for reason in reasons.values() if reason.state == state and reason.is_default)


def reasons_of(reasons: Mapping[str, Reason], state: str) -> Sequence[Reason]:
    """The reasons to choose from."""
    return [reason for reason in reasons.values() if reason.state == state and reason.is_active]


def total_minutes(durations: Sequence[int]) -> int:
    """Total time of a case: the sum of its activities' durations, in whole minutes."""
    return sum(duration for duration in durations if duration > 0)
