"""Accounts over REST, by number."""

from dataclasses import replace

from django.db import transaction
from django.shortcuts import get_object_or_404

from caseway.customers import commands, queries
from caseway.customers.models import Account, ContactPoint
from caseway.customers.schemas import AccountChange, AccountIn, AccountOut, PointIn, PointOut, SearchQuery
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)

router = Router(tags=["accounts"])


@router.get("/accounts", response=Listing[AccountOut])
def list_accounts(request: ApiRequest, asked: Query[SearchQuery]) -> ListAnswer:
    """Accounts by name; `q` finds by name, number and address, misspelt names too."""
    found = queries.search_accounts(request.actor, asked.q) if asked.q else queries.visible_accounts(request.actor)
    return listing(queries.with_points(found), asked, order=("name", "id"), kind="account")


@router.post("/accounts", response={201: AccountOut})
def create_account(request: ApiRequest, data: AccountIn) -> Status[Account]:
    """Create an account, with its addresses and numbers; the first of each kind is primary."""
    details = commands.AccountDetails(**data.model_dump(exclude={"emails", "phones"}))
    made = commands.create_account(details, actor=request.actor, emails=data.emails, phones=data.phones)
    return Status(201, stamp(request, made))


@router.get("/accounts/{number}", response=AccountOut)
def account(request: ApiRequest, number: str) -> Account:
    """One account."""
    return stamp(request, _account(request, number))


@router.patch("/accounts/{number}", response=AccountOut)
@transaction.atomic
def update_account(request: ApiRequest, number: str, data: AccountChange) -> Account:
    """Change what is given."""
    found = held(request, _account(request, number))
    details = replace(commands.AccountDetails.of(found), **data.model_dump(exclude_none=True))
    return stamp(request, commands.update_account(found, actor=request.actor, details=details))


@router.post("/accounts/{number}/points", response={201: PointOut})
def add_account_point(request: ApiRequest, number: str, data: PointIn) -> Status[ContactPoint]:
    """Note an address or number of the account itself."""
    found = _account(request, number)
    return Status(201, commands.add_point(found, actor=request.actor, **data.model_dump()))


@router.post("/accounts/{number}/points/{point_id}/make-primary", response=PointOut)
def make_account_point_primary(request: ApiRequest, number: str, point_id: Path[Identifier]) -> ContactPoint:
    """Use this address or number before all others of its kind."""
    return commands.make_primary(_point(request, number, point_id), actor=request.actor)


@router.post("/accounts/{number}/points/{point_id}/mark-reachable", response=PointOut)
def mark_account_point_reachable(request: ApiRequest, number: str, point_id: Path[Identifier]) -> ContactPoint | None:
    """Take back that mail does not arrive there."""
    return commands.mark_reachable(_point(request, number, point_id).value, actor=request.actor)


@router.delete("/accounts/{number}/points/{point_id}", response={204: None})
def remove_account_point(request: ApiRequest, number: str, point_id: Path[Identifier]) -> Status[None]:
    """Forget an address or number of the account."""
    commands.remove_point(_point(request, number, point_id), actor=request.actor)
    return Status(204, None)


def _account(request: ApiRequest, number: str) -> Account:
    return get_object_or_404(queries.visible_accounts(request.actor), number=number)


def _point(request: ApiRequest, number: str, point_id: int) -> ContactPoint:
    return get_object_or_404(queries.points_of(request.actor), pk=point_id, account__number=number)
