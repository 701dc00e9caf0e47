"""Which policy applies to a record, and which of its items to each KPI."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class PolicySource(StrEnum):
    """Who put the policy on the record, the strongest first."""

    MANUAL = "manual"
    FLOW = "flow"
    ENTITLEMENT = "entitlement"
    DEFAULT = "default"


STRENGTH = {source: strength for strength, source in enumerate(reversed(PolicySource))}


@dataclass(frozen=True)
class PolicyChoice:
    policy_id: int
    source: PolicySource


class KpiItem(Protocol):
    @property
    def kpi_id(self) -> int: ...

    @property
    def position(self) -> int: ...


Item = TypeVar("Item", bound=KpiItem)


def first_per_kpi(items: Iterable[Item], applies: Callable[[Item], bool]) -> dict[int, Item]:
    """The item that counts for each KPI: of those that apply, the first by position. Later ones are not looked at."""
    chosen: dict[int, Item] = {}
    for item in sorted(items, key=lambda item: item.position):
        if item.kpi_id not in chosen and applies(item):
            chosen[item.kpi_id] = item
    return chosen


def strongest(choices: Iterable[PolicyChoice]) -> PolicyChoice | None:
    """The one policy a record follows: manual before flow before entitlement before default."""
    return max(choices, key=lambda choice: STRENGTH[choice.source], default=None)


def replaces(new: PolicyChoice, current: PolicyChoice | None, *, may_replace_manual: bool) -> bool:
    """Whether `new` takes the place of `current`: when as strong, or after a manual one where the setting allows."""
    if current is None or new.source == PolicySource.MANUAL:
        return True
    if current.source == PolicySource.MANUAL:
        return may_replace_manual
    return STRENGTH[new.source] >= STRENGTH[current.source]
