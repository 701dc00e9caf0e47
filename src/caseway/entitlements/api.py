"""Support contracts for programs: agreed, activated, renewed, and what is left of them."""

from dataclasses import replace
from decimal import Decimal
from typing import TypedDict

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from caseway.entitlements import commands, queries
from caseway.entitlements.models import Entitlement
from caseway.entitlements.rules import Allocation, units_of
from caseway.entitlements.schemas import (
    ContractChange,
    ContractIn,
    ContractOut,
    ContractQuery,
    ContractRow,
    LedgerEntryOut,
)
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid

router = Router(tags=["entitlements"])


class Units(TypedDict, total=False):
    total: int
    channels: dict[str, int]


@router.get("/entitlements", response=Listing[ContractRow])
def list_entitlements(request: ApiRequest, asked: Query[ContractQuery]) -> ListAnswer:
    """Support contracts, the newest first, of one customer or in one state if asked."""
    rows = queries.visible_entitlements(request.actor)
    for name in ("account_id", "contact_id"):
        if getattr(asked, name):
            rows = rows.filter(**{name: getattr(asked, name)})
    if asked.state:
        rows = rows.filter(queries.state_condition(asked.state))
    return listing(rows, asked, order=("-id",))


@router.post("/entitlements", response={201: ContractOut})
def create_entitlement(request: ApiRequest, data: ContractIn) -> Status[Entitlement]:
    """Write down a contract as a draft; activate it to let it count."""
    given = data.model_dump(exclude={"total_term", "channels"})
    terms = _units(data.allocation, data.total_term, data.channels)
    made = commands.create_entitlement(commands.Contract(**given, **terms), actor=request.actor)
    return Status(201, stamp(request, made))


@router.get("/entitlements/{entitlement_id}", response=ContractOut)
def get_entitlement(request: ApiRequest, entitlement_id: Path[Identifier]) -> Entitlement:
    """One contract: its terms, its state today, what is left, and the newest 50 movements."""
    return stamp(request, _entitlement(request, entitlement_id))


@router.patch("/entitlements/{entitlement_id}", response=ContractOut)
@atomic()
def edit_entitlement(request: ApiRequest, entitlement_id: Path[Identifier], data: ContractChange) -> Entitlement:
    """Change a draft. What was used stays used."""
    found = held(request, _entitlement(request, entitlement_id))
    given = data.model_dump(exclude_unset=True, exclude={"total_term", "channels"})
    agreed = commands.contract_of(found)
    agreed = replace(
        agreed, **{name: value for name, value in given.items() if value is not None or name == "policy_id"}
    )
    agreed = replace(agreed, **_units(agreed.allocation, data.total_term, data.channels))
    return stamp(request, commands.edit_entitlement(found, agreed, actor=request.actor))


@router.get("/entitlements/{entitlement_id}/ledger", response=Listing[LedgerEntryOut])
def list_ledger(request: ApiRequest, entitlement_id: Path[Identifier], asked: Query[ListQuery]) -> ListAnswer:
    """Every movement of the balance, newest first."""
    rows = queries.ledger_of(_entitlement(request, entitlement_id)).select_related("entitlement")
    return listing(rows, asked, order=("-id",))


@router.post("/entitlements/{entitlement_id}/activate", response=ContractOut)
def activate_entitlement(request: ApiRequest, entitlement_id: Path[Identifier]) -> Entitlement:
    """Let a draft count, from its first to its last day."""
    return commands.activate_entitlement(_entitlement(request, entitlement_id), actor=request.actor)


@router.post("/entitlements/{entitlement_id}/deactivate", response=ContractOut)
def deactivate_entitlement(request: ApiRequest, entitlement_id: Path[Identifier]) -> Entitlement:
    """Make it a draft again, to be edited."""
    return commands.deactivate_entitlement(_entitlement(request, entitlement_id), actor=request.actor)


@router.post("/entitlements/{entitlement_id}/cancel", response=ContractOut)
def cancel_entitlement(request: ApiRequest, entitlement_id: Path[Identifier]) -> Entitlement:
    """End it before its time."""
    return commands.cancel_entitlement(_entitlement(request, entitlement_id), actor=request.actor)


@router.post("/entitlements/{entitlement_id}/renew", response={201: ContractOut})
def renew_entitlement(request: ApiRequest, entitlement_id: Path[Identifier]) -> Status[Entitlement]:
    """Return a new draft of as many days from today; only for one that is canceled or expired."""
    return Status(201, commands.renew_entitlement(_entitlement(request, entitlement_id), actor=request.actor))


@router.post("/entitlements/{entitlement_id}/make-default", response=ContractOut)
def make_default(request: ApiRequest, entitlement_id: Path[Identifier]) -> Entitlement:
    """Let it cover its customer's cases by itself, in place of the one that did."""
    return commands.make_default(_entitlement(request, entitlement_id), actor=request.actor)


def _entitlement(request: ApiRequest, entitlement_id: int) -> Entitlement:
    return get_object_or_404(queries.visible_entitlements(request.actor), pk=entitlement_id)


def _units(allocation: Allocation, total_term: Decimal | None, channels: dict[str, Decimal] | None) -> Units:
    """Terms as the contract counts them, those that were given. `Invalid` for a part of a case or of a minute."""
    units: Units = {}
    try:
        if total_term is not None:
            units["total"] = units_of(allocation, total_term)
        if channels is not None:
            units["channels"] = {channel: units_of(allocation, term) for channel, term in channels.items()}
    except ValueError as error:
        raise Invalid(_("The entitlement cannot be saved like this."), fields={"total_term": str(error)}) from error
    return units
