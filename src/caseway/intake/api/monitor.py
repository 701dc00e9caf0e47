"""The intake monitor for programs."""

from django.shortcuts import get_object_or_404

from caseway.intake import commands
from caseway.intake.models import IntakeLog
from caseway.intake.queries import visible_log
from caseway.intake.schemas import LogOut, OpenedOut
from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, Identifier, ListAnswer, Listing, ListQuery, Path, Query, Router, listing

router = Router(tags=["intake"])


@router.get("/intake/log", response=Listing[LogOut])
def list_log(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What was decided about each message, newest first, and why."""
    require(request.actor, "intake.read")
    return listing(visible_log(request.actor), asked, order=("-id",))


@router.post("/intake/log/{log_id}/open", response=OpenedOut)
def open_by_hand(request: ApiRequest, log_id: Path[Identifier]) -> OpenedOut:
    """Open a case for a message for which none was opened."""
    require(request.actor, "intake.read")
    log: IntakeLog = get_object_or_404(visible_log(request.actor), pk=log_id)
    return OpenedOut(case=commands.open_by_hand(log, actor=request.actor).number)
