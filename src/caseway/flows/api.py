"""Business process flows for programs. How far a record has come is part of the record, such as a case."""

from django.shortcuts import get_object_or_404

from caseway.flows import queries
from caseway.flows.models import Flow
from caseway.flows.schemas import FlowOut
from caseway.kernel.api import ApiRequest, ListAnswer, Listing, ListQuery, Query, Router, listing, stamp

router = Router(tags=["flows"])


@router.get("/flows", response=Listing[FlowOut])
def list_flows(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Flows with their stages and steps; the first active one of a kind guides new records."""
    return listing(queries.visible_flows(request.actor), asked, order=("position", "id"))


@router.get("/flows/{slug}", response=FlowOut)
def get_flow(request: ApiRequest, slug: str) -> Flow:
    """One flow."""
    found = get_object_or_404(queries.visible_flows(request.actor), slug=slug)
    stamp(request, found)
    return found
