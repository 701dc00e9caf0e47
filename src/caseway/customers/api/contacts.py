"""Contacts over REST, by id."""

from dataclasses import replace

from django.db import transaction
from django.shortcuts import get_object_or_404

from caseway.customers import commands, queries
from caseway.customers.models import Contact, ContactPoint
from caseway.customers.schemas import ContactChange, ContactIn, ContactOut, PointIn, PointOut, SearchQuery
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

router = Router(tags=["contacts"])


@router.get("/contacts", response=Listing[ContactOut])
def list_contacts(request: ApiRequest, asked: Query[SearchQuery]) -> ListAnswer:
    """Contacts by name; `q` finds by name, account, address and number, misspelt names too."""
    found = queries.search_contacts(request.actor, asked.q) if asked.q else queries.visible_contacts(request.actor)
    return listing(queries.with_points(found), asked, order=("name", "id"), kind="contact")


@router.post("/contacts", response={201: ContactOut})
def create_contact(request: ApiRequest, data: ContactIn) -> Status[Contact]:
    """Create a contact, with addresses and numbers; the first of each kind is primary."""
    details = commands.ContactDetails(**data.model_dump(exclude={"emails", "phones"}))
    made = commands.create_contact(details, actor=request.actor, emails=data.emails, phones=data.phones)
    return Status(201, stamp(request, made))


@router.get("/contacts/{contact_id}", response=ContactOut)
def contact(request: ApiRequest, contact_id: Path[Identifier]) -> Contact:
    """One contact."""
    return stamp(request, _contact(request, contact_id))


@router.patch("/contacts/{contact_id}", response=ContactOut)
@transaction.atomic
def update_contact(request: ApiRequest, contact_id: Path[Identifier], data: ContactChange) -> Contact:
    """Change what is given; `account_id: null` takes the contact out of its account."""
    found = held(request, _contact(request, contact_id))
    given = {k: v for k, v in data.model_dump(exclude_unset=True).items() if v is not None or k == "account_id"}
    found = commands.update_contact(
        found, actor=request.actor, details=replace(commands.ContactDetails.of(found), **given)
    )
    return stamp(request, found)


@router.post("/contacts/{contact_id}/points", response={201: PointOut})
def add_contact_point(request: ApiRequest, contact_id: Path[Identifier], data: PointIn) -> Status[ContactPoint]:
    """Note an address or number."""
    found = _contact(request, contact_id)
    return Status(201, commands.add_point(found, actor=request.actor, **data.model_dump()))


@router.post("/contacts/{contact_id}/points/{point_id}/make-primary", response=PointOut)
def make_contact_point_primary(
    request: ApiRequest, contact_id: Path[Identifier], point_id: Path[Identifier]
) -> ContactPoint:
    """Use this address or number before all others of its kind."""
    return commands.make_primary(_point(request, contact_id, point_id), actor=request.actor)


@router.post("/contacts/{contact_id}/points/{point_id}/mark-reachable", response=PointOut)
def mark_contact_point_reachable(
    request: ApiRequest, contact_id: Path[Identifier], point_id: Path[Identifier]
) -> ContactPoint | None:
    """Take back that mail does not arrive there."""
    return commands.mark_reachable(_point(request, contact_id, point_id).value, actor=request.actor)


@router.delete("/contacts/{contact_id}/points/{point_id}", response={204: None})
def remove_contact_point(request: ApiRequest, contact_id: Path[Identifier], point_id: Path[Identifier]) -> Status[None]:
    """Forget an address or number."""
    commands.remove_point(_point(request, contact_id, point_id), actor=request.actor)
    return Status(204, None)


def _contact(request: ApiRequest, contact_id: int) -> Contact:
    return get_object_or_404(queries.visible_contacts(request.actor), pk=contact_id)


def _point(request: ApiRequest, contact_id: int, point_id: int) -> ContactPoint:
    return get_object_or_404(queries.points_of(request.actor), pk=point_id, contact_id=contact_id)
