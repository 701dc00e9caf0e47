"""Mailboxes over REST."""

from dataclasses import asdict

from django.shortcuts import get_object_or_404

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import Mailbox, WayOut
from caseway.engagement.channels.email.schemas import (
    ExaminationOut,
    MailboxChange,
    MailboxIn,
    MailboxOut,
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
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
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
    made = commands.save_mailbox(None, actor=request.actor, values=values, password=data.password)
    return Status(201, stamp(request, made))


@router.get("/mailboxes/{mailbox_id}", response=MailboxOut)
def get_mailbox(request: ApiRequest, mailbox_id: Path[Identifier]) -> Mailbox:
    """One of our addresses."""
    return stamp(request, _mailbox(request, mailbox_id))


@router.patch("/mailboxes/{mailbox_id}", response=MailboxOut)
@atomic()
def change_mailbox(request: ApiRequest, mailbox_id: Path[Identifier], data: MailboxChange) -> Mailbox:
    """Change what is given."""
    mailbox = held(request, _mailbox(request, mailbox_id))
    values = data.model_dump(exclude_none=True, exclude={"password"})
    password = data.password or ""
    return stamp(request, commands.save_mailbox(mailbox, actor=request.actor, values=values, password=password))


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


def _mailbox(request: ApiRequest, mailbox_id: int) -> Mailbox:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=mailbox_id)
