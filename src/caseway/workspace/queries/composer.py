"""What stands in the composer when a case is opened: the drafts, and whom a reply goes to."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.utils import timezone

from caseway.workspace.queries.case import CaseView, LastWord


@dataclass(frozen=True)
class Composer:
    """`others` are the further people a reply to all would go to; `known` the addresses that take part already.

    `since` says when it was opened, `seen` which message was the newest then.
    """

    mode: str
    reply: str
    note: str
    to: str
    cc: str
    bcc: str
    others: str
    known: str
    seen: int
    since: datetime
    saved_at: datetime | None


def composer_of(view: CaseView, *, wanted: str = "") -> Composer:
    """The composer of a case for the reader of `view`; `wanted` is the mode that was asked for."""
    reply, note = view.drafts.get("reply"), view.drafts.get("note")
    lines = reply.recipients if reply else {}
    to = default_to(view)
    is_note = wanted == "note" or (not wanted and note is not None and bool(note.body) and not (reply and reply.body))
    shown = note if is_note else reply
    return Composer(
        mode="note" if is_note else "reply",
        reply=reply.body if reply else "",
        note=note.body if note else "",
        to=lines.get("to") or to,
        cc=lines.get("cc", ""),
        bcc=lines.get("bcc", ""),
        others=_others(view.last_word),
        known=" ".join(_known(view)),
        seen=view.last_word.id if view.last_word else 0,
        since=timezone.now(),
        saved_at=shown.saved_at if shown and shown.body else None,
    )


def default_to(view: CaseView) -> str:
    """Whoever wrote last, by their reply address; else the customer's own address; else nobody."""
    last = view.last_word
    if last:
        wanted = last.recipients.get("reply_to") or [{"name": last.name, "email": last.email}]
        return ", ".join(_written(one) for one in wanted)
    mails = [point for point in view.points if point["kind"] == "email" and not point["is_undeliverable"]]
    name = view.case.contact.name if view.case.contact else ""
    return _written({"name": name, "email": mails[0]["value"]}) if mails else ""


def _others(last: LastWord | None) -> str:
    if last is None:
        return ""
    ours = {settings.CASEWAY.support_address.lower(), last.email.lower()}
    both = [*last.recipients.get("to", []), *last.recipients.get("cc", [])]
    return ", ".join(_written(one) for one in both if one["email"].lower() not in ours)


def _known(view: CaseView) -> list[str]:
    mails = [point["value"].lower() for point in view.points if point["kind"] == "email"]
    return sorted({*(address.lower() for address in view.known), *mails})


def _written(one: dict[str, str]) -> str:
    return formataddr((one.get("name", ""), one["email"])) if one["email"].isascii() else one["email"]
