"""The keys that sign our mail, over REST."""

from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import SigningKey
from caseway.engagement.channels.email.schemas import (
    SigningKeyIn,
    SigningKeyOut,
)
from caseway.kernel.access import require
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
    listing,
)

router = Router(tags=["mail"])


@router.get("/signing-keys", response=Listing[SigningKeyOut])
def list_signing_keys(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """The keys that sign our mail, each with the record to publish."""
    require(request.actor, "settings.manage")
    return listing(queries.visible_signing_keys(request.actor), asked, order=("domain", "-id"))


@router.post("/signing-keys", response={201: SigningKeyOut})
def create_signing_key(request: ApiRequest, data: SigningKeyIn) -> Status[SigningKey]:
    """Make a key for a domain; it signs nothing before it is put to use."""
    return Status(201, commands.make_signing_key(data.domain, actor=request.actor))


@router.post("/signing-keys/{key_id}/use", response=SigningKeyOut)
def use_signing_key(request: ApiRequest, key_id: Path[Identifier]) -> SigningKey:
    """Sign with it from now on; publish its record first."""
    return commands.use_signing_key(_signing_key(request, key_id), actor=request.actor)


@router.delete("/signing-keys/{key_id}", response={204: None})
def remove_signing_key(request: ApiRequest, key_id: Path[Identifier]) -> Status[None]:
    """Forget a key that signs nothing."""
    commands.remove_signing_key(_signing_key(request, key_id), actor=request.actor)
    return Status(204, None)


def _signing_key(request: ApiRequest, key_id: int) -> SigningKey:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.visible_signing_keys(request.actor), pk=key_id)
