"""Support contracts as the API writes and reads them. Terms are cases or hours; the rules count in cases or minutes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from caseway.entitlements.models import Entitlement, EntitlementChannel, LedgerEntry
from caseway.entitlements.queries import balance_of, state_of
from caseway.entitlements.rules import Allocation, DecreaseOn, State, term_of
from caseway.kernel.api import Identifier, Input, ListQuery, Schema, of_length

Term = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=12, decimal_places=4)]
Channels = Annotated[dict[Annotated[str, of_length(12, 1)], Term], Field(max_length=50)]
Listed = Annotated[list[Identifier], Field(max_length=1000)]
Name = Annotated[str, of_length(160, 1)]
Description = Annotated[str, of_length(10_000)]


class ContractQuery(ListQuery):
    account_id: Identifier | None = None
    contact_id: Identifier | None = None
    state: State | None = None


class ContractIn(Input):
    """One customer, an account or a contact. `channels` gives some channels a part of the total."""

    name: Name
    account_id: Identifier | None = None
    contact_id: Identifier | None = None
    policy_id: Identifier | None = None
    starts_on: date
    ends_on: date
    allocation: Allocation = Allocation.CASES
    decrease_on: DecreaseOn = DecreaseOn.RESOLUTION
    total_term: Term
    is_restricted: bool = False
    description: Description = ""
    contact_ids: Listed = []
    product_ids: Listed = []
    channels: Channels = {}


class ContractChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    policy_id: Identifier | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    allocation: Allocation | None = None
    decrease_on: DecreaseOn | None = None
    total_term: Term | None = None
    is_restricted: bool | None = None
    description: Description | None = None
    contact_ids: Listed | None = None
    product_ids: Listed | None = None
    channels: Channels | None = None


class ChannelTermOut(Schema):
    channel: str
    total_term: float
    remaining_term: float


class LedgerEntryOut(Schema):
    """`amount` is negative when something was used; `remaining_term` is what was left after it."""

    id: int
    at: datetime
    amount: float
    remaining_term: float
    channel: str
    reference: str
    reason: str
    actor: str

    @staticmethod
    def resolve_amount(entry: LedgerEntry) -> float:
        return _term(entry.entitlement, entry.amount)

    @staticmethod
    def resolve_remaining_term(entry: LedgerEntry) -> float:
        return _term(entry.entitlement, entry.remaining)


class ContractRow(Schema):
    """A support contract in a list. `unit` is cases or hours."""

    id: int
    name: str
    state: str
    account_id: int | None
    contact_id: int | None
    policy_id: int | None
    starts_on: date
    ends_on: date
    unit: str
    decrease_on: str
    total_term: float
    remaining_term: float
    is_restricted: bool
    is_default: bool

    @staticmethod
    def resolve_state(entitlement: Entitlement) -> str:
        return state_of(entitlement).value

    @staticmethod
    def resolve_unit(entitlement: Entitlement) -> str:
        return entitlement.allocation

    @staticmethod
    def resolve_total_term(entitlement: Entitlement) -> float:
        return float(balance_of(entitlement).total_term)

    @staticmethod
    def resolve_remaining_term(entitlement: Entitlement) -> float:
        return float(balance_of(entitlement).remaining_term)


class ContractOut(ContractRow):
    """A support contract with its terms, its channels and the newest movements of its balance."""

    description: str
    contact_ids: list[int]
    product_ids: list[int]
    channels: list[ChannelTermOut]
    ledger: list[LedgerEntryOut]

    @staticmethod
    def resolve_contact_ids(entitlement: Entitlement) -> list[int]:
        return list(entitlement.contacts.order_by("pk").values_list("pk", flat=True))

    @staticmethod
    def resolve_product_ids(entitlement: Entitlement) -> list[int]:
        return list(entitlement.products.order_by("pk").values_list("pk", flat=True))

    @staticmethod
    def resolve_channels(entitlement: Entitlement) -> list[dict[str, object]]:
        return [_channel(entitlement, row) for row in entitlement.channels.order_by("channel")]

    @staticmethod
    def resolve_ledger(entitlement: Entitlement) -> list[LedgerEntry]:
        return list(entitlement.ledger.select_related("entitlement").order_by("-id")[:50])


def _channel(entitlement: Entitlement, row: EntitlementChannel) -> dict[str, object]:
    return {
        "channel": row.channel,
        "total_term": _term(entitlement, row.total),
        "remaining_term": _term(entitlement, row.remaining),
    }


def _term(entitlement: Entitlement, units: int) -> float:
    return float(term_of(Allocation(entitlement.allocation), units))
