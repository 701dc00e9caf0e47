"""What happens to a support contract."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EntitlementEvent(Event):
    subject: ClassVar[str] = "entitlement"
    entitlement_id: int


@dataclass(frozen=True, kw_only=True)
class EntitlementCreated(EntitlementEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntitlementChanged(EntitlementEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntitlementActivated(EntitlementEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntitlementDeactivated(EntitlementEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntitlementCanceled(EntitlementEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntitlementRenewed(EntitlementEvent):
    renewed_from_id: int


@dataclass(frozen=True, kw_only=True)
class EntitlementMoved(EntitlementEvent):
    """The balance moved by `amount` units for the record `reference`, which left `remaining`."""

    amount: int
    remaining: int
    reference: str
