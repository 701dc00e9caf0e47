"""Mailboxes and the quarantine over REST."""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import BLOCKED_SENDERS
from caseway.engagement.channels.email.models import BulkDecision, Mailbox, Quarantine, SigningKey, WayOut
from caseway.engagement.channels.email.schemas import (
    BulkIn,
    BulkOut,
    ExaminationOut,
    MailboxChange,
    MailboxIn,
    MailboxOut,
    QuarantineOut,
    QuarantineQuery,
    RecoveredOut,
    SigningKeyIn,
    SigningKeyOut,
    SpellOut,
    WayOutIn,
    WayOutOut,
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
    require_match,
    stamp,
)
from caseway.kernel.db import atomic, lock_row
from caseway.operations.queries.settings import visible_teams

router = Router(tags=["mail"])


@router.get("/mailboxes", response=Listing[MailboxOut])
def list_mailboxes(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Our addresses."""
    require(request.actor, "settings.manage")
    return listing(queries.visible_mailboxes(request.actor), asked, order=("address", "id"))


@router.post("/mailboxes", response={201: MailboxOut})
def create_mailbox(request: ApiRequest, data: MailboxIn) -> Status[Mailbox]:
    """Add one of our addresses; a session that fetches its mail starts by itself."""
    values = data.model_dump(exclude={"password"})
    mailbox = commands.save_mailbox(None, actor=request.actor, values=values, password=data.password)
    stamp(request, mailbox)
    return Status(201, mailbox)


@router.get("/mailboxes/{mailbox_id}", response=MailboxOut)
def get_mailbox(request: ApiRequest, mailbox_id: Path[Identifier]) -> Mailbox:
    """One of our addresses."""
    mailbox = _mailbox(request, mailbox_id)
    stamp(request, mailbox)
    return mailbox


@router.patch("/mailboxes/{mailbox_id}", response=MailboxOut)
@atomic()
def change_mailbox(request: ApiRequest, mailbox_id: Path[Identifier], data: MailboxChange) -> Mailbox:
    """Change what is given."""
    mailbox = lock_row(_mailbox(request, mailbox_id))
    require_match(request, mailbox)
    values = data.model_dump(exclude_none=True, exclude={"password"})
    password = data.password or ""
    mailbox = commands.save_mailbox(mailbox, actor=request.actor, values=values, password=password)
    stamp(request, mailbox)
    return mailbox


@router.delete("/mailboxes/{mailbox_id}", response={204: None})
def remove_mailbox(request: ApiRequest, mailbox_id: Path[Identifier]) -> Status[None]:
    """Forget an address; its mail stays."""
    commands.remove_mailbox(_mailbox(request, mailbox_id), actor=request.actor)
    return Status(204, None)


@router.post("/mailboxes/{mailbox_id}/examine", response=ExaminationOut)
def examine_mailbox(request: ApiRequest, mailbox_id: Path[Identifier]) -> dict[str, object]:
    """Connect to all that it needs, and read what the world can look up about its domain. Takes some seconds."""
    steps = commands.examine_mailbox(_mailbox(request, mailbox_id), actor=request.actor)
    return {"works": all(step.state != "bad" for step in steps), "steps": [asdict(step) for step in steps]}


@router.get("/mailboxes/{mailbox_id}/history", response=Listing[SpellOut])
def list_mailbox_history(request: ApiRequest, mailbox_id: Path[Identifier], asked: Query[ListQuery]) -> ListAnswer:
    """How its sessions fared, newest first; the last 200 times of each mailbox are kept."""
    spells = queries.visible_spells(request.actor, _mailbox(request, mailbox_id))
    return listing(spells, asked, order=("-id",))


@router.get("/mailboxes/{mailbox_id}/sending", response=WayOutOut)
def get_way_out(request: ApiRequest, mailbox_id: Path[Identifier]) -> WayOut:
    """By which server mail of an address leaves, and who may send from it."""
    mailbox = _mailbox(request, mailbox_id)
    return queries.way_out_of(mailbox) or WayOut(mailbox=mailbox)


@router.put("/mailboxes/{mailbox_id}/sending", response=WayOutOut)
def save_way_out(request: ApiRequest, mailbox_id: Path[Identifier], data: WayOutIn) -> WayOut:
    """Set by which server mail of an address leaves, and who may send from it."""
    team = get_object_or_404(visible_teams(request.actor), pk=data.team) if data.team else None
    route = commands.Route(**data.model_dump(exclude={"password", "team"}), team=team)
    return commands.save_way_out(_mailbox(request, mailbox_id), route, actor=request.actor, password=data.password)


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


def _signing_key(request: ApiRequest, key_id: int) -> SigningKey:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.visible_signing_keys(request.actor), pk=key_id)


def _mailbox(request: ApiRequest, mailbox_id: int) -> Mailbox:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=mailbox_id)


def _mail(request: ApiRequest, mail_id: int) -> Quarantine:
    require(request.actor, "mail.quarantine")
    return get_object_or_404(queries.visible_quarantine(request.actor), pk=mail_id)
