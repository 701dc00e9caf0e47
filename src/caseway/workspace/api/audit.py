"""The audit, for programs."""

from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, ListAnswer, Listing, Query, Router, listing
from caseway.workspace.queries.audit import changes_for
from caseway.workspace.schemas import AuditQuery, ChangeOut

router = Router()


@router.get("/audit", response=Listing[ChangeOut])
def list_changes(request: ApiRequest, asked: Query[AuditQuery]) -> ListAnswer:
    """Who changed what, newest first: of everything, of one kind of record, or of one record."""
    require(request.actor, "audit.read")
    return listing(changes_for(request.actor, kind=asked.kind, pk=asked.id), asked, order=("-id",))
