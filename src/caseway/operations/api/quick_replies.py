"""Quick replies for programs: one's own and those for everybody."""

from django.shortcuts import get_object_or_404

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
from caseway.operations import commands
from caseway.operations.models import QuickReply
from caseway.operations.queries.settings import visible_quick_replies
from caseway.operations.schemas import QuickReplyIn, QuickReplyOut

router = Router(tags=["service operations"])


@router.get("/quick-replies", response=Listing[QuickReplyOut])
def list_quick_replies(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """By name."""
    return listing(visible_quick_replies(request.actor), asked, order=("name", "id"))


@router.post("/quick-replies", response={201: QuickReplyOut})
def create_quick_reply(request: ApiRequest, data: QuickReplyIn) -> Status[QuickReply]:
    """Write one for oneself, or for everybody."""
    return Status(201, commands.create_quick_reply(_words(data), actor=request.actor))


@router.get("/quick-replies/{reply_id}", response=QuickReplyOut)
def get_quick_reply(request: ApiRequest, reply_id: Path[Identifier]) -> QuickReply:
    """One quick reply."""
    return stamp(request, _reply(request, reply_id))


@router.put("/quick-replies/{reply_id}", response=QuickReplyOut)
def change_quick_reply(request: ApiRequest, reply_id: Path[Identifier], data: QuickReplyIn) -> QuickReply:
    """Write it anew."""
    with atomic():
        found = held(request, _reply(request, reply_id))
        found = commands.change_quick_reply(found, _words(data), actor=request.actor)
    return stamp(request, found)


@router.delete("/quick-replies/{reply_id}", response={204: None})
def delete_quick_reply(request: ApiRequest, reply_id: Path[Identifier]) -> Status[None]:
    """Throw it away."""
    commands.delete_quick_reply(_reply(request, reply_id), actor=request.actor)
    return Status(204, None)


def _words(data: QuickReplyIn) -> commands.QuickWords:
    return commands.QuickWords(**{**data.model_dump(), "tags": tuple(data.tags)})


def _reply(request: ApiRequest, reply_id: int) -> QuickReply:
    return get_object_or_404(visible_quick_replies(request.actor), pk=reply_id)
