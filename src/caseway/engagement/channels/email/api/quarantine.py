"""Held mail and blocked senders over REST."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import BLOCKED_SENDERS
from caseway.engagement.channels.email.models import BulkDecision, Quarantine
from caseway.engagement.channels.email.schemas import (
    BulkIn,
    BulkOut,
    QuarantineOut,
    QuarantineQuery,
    RecoveredOut,
)
from caseway.kernel.access import require
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    Path,
    Query,
    Router,
    Status,
    listing,
)

router = Router(tags=["mail"])


@router.get("/quarantine", response=Listing[QuarantineOut])
def list_quarantine(request: ApiRequest, asked: Query[QuarantineQuery]) -> ListAnswer:
    """Mail that was held, newest first."""
    require(request.actor, "mail.quarantine")
    wanted = queries.Wanted(state=asked.state, cause=asked.cause, text=asked.q)
    return listing(queries.quarantined(request.actor, wanted), asked, order=("-id",))


@router.post("/quarantine/bulk", response={202: BulkOut})
def decide_many(request: ApiRequest, data: BulkIn) -> Status[BulkDecision]:
    """Recover, discard or hold again many mails; ask for the answer's id how far it is."""
    wanted = queries.Wanted(state=data.state, cause=data.cause, text=data.q)
    decision = commands.decide_many(verb=data.verb, wanted=wanted, ids=data.ids, actor=request.actor)
    return Status(202, decision)


@router.get("/quarantine/bulk/{decision_id}", response=BulkOut)
def get_decision(request: ApiRequest, decision_id: Path[Identifier]) -> BulkDecision:
    """How far it is."""
    require(request.actor, "mail.quarantine")
    return get_object_or_404(queries.visible_decisions(request.actor), pk=decision_id)


@router.get("/quarantine/{mail_id}", response=QuarantineOut)
def get_quarantined_mail(request: ApiRequest, mail_id: Path[Identifier]) -> Quarantine:
    """One held mail."""
    return _mail(request, mail_id)


@router.get("/quarantine/{mail_id}/source", response={200: bytes})
def get_quarantined_source(request: ApiRequest, mail_id: Path[Identifier]) -> HttpResponse:
    """A held mail as it came."""
    return HttpResponse(queries.source_of_held(_mail(request, mail_id)), content_type="message/rfc822")


@router.post("/quarantine/{mail_id}/recover", response=RecoveredOut)
def recover_mail(request: ApiRequest, mail_id: Path[Identifier]) -> dict[str, object]:
    """Take a held mail in after all."""
    receipt = commands.recover_mail(_mail(request, mail_id), actor=request.actor)
    return {"outcome": receipt.outcome, "message_id": receipt.id or None}


@router.post("/quarantine/{mail_id}/discard", response=QuarantineOut)
def discard_mail(request: ApiRequest, mail_id: Path[Identifier]) -> Quarantine:
    """Leave a held mail out; its source is kept."""
    return commands.discard_mail(_mail(request, mail_id), actor=request.actor)


@router.post("/quarantine/{mail_id}/restore", response=QuarantineOut)
def restore_mail(request: ApiRequest, mail_id: Path[Identifier]) -> Quarantine:
    """Hold a discarded mail again."""
    return commands.restore_mail(_mail(request, mail_id), actor=request.actor)


router.add_router("", BLOCKED_SENDERS.router())


def _mail(request: ApiRequest, mail_id: int) -> Quarantine:
    require(request.actor, "mail.quarantine")
    return get_object_or_404(queries.visible_quarantine(request.actor), pk=mail_id)
