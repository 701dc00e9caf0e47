"""What stands in the composer when a case is opened: the drafts, and whom a reply goes to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formataddr
from typing import Any

from caseway.engagement.channels.email.queries import our_address
from caseway.workspace.queries.case import CaseView, LastWord, SavedDraft
from caseway.workspace.rules import SPOKEN_OF

NOTHING = SavedDraft(body="", recipients={}, choices={}, version=0, files=[], saved_at=datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True)
class Sheet:
    """One mode of the composer: what was kept of it, or what it begins with. `version` is that of its draft."""

    body: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    version: int = 0
    saved_at: datetime | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Composer:
    """The sheets, and which tab is shown: reply, reply_all, forward or note.

    `sender` is whom a reply goes to, `others` whom a reply to all adds; `known` are the addresses that take part
    already. `seen` says which message was the newest when the composer was opened.
    """

    mode: str
    reply: Sheet
    forward: Sheet
    note: Sheet
    sender: str
    others: str
    known: str
    seen: int


def composer_of(view: CaseView, *, wanted: str = "") -> Composer:
    """The composer of a case for the reader of `view`; `wanted` is the tab that was asked for."""
    drafts = {mode: view.drafts.get(mode, NOTHING) for mode in ("reply", "forward", "note")}
    sender, others = default_to(view), ", ".join(_written(one) for one in _other_people(view.last_word))
    mode = _tab(drafts, wanted)
    return Composer(
        mode=mode,
        reply=_sheet(drafts["reply"], to=sender, cc=others if mode == "reply_all" else ""),
        forward=_sheet(drafts["forward"]),
        note=_sheet(drafts["note"]),
        sender=sender,
        others=others,
        known=" ".join(_known(view)),
        seen=view.last_word.id if view.last_word else 0,
    )


def composer_context(view: CaseView, wanted: str = "") -> dict[str, object]:
    """What the composer's template needs beside the case."""
    return {"composer": composer_of(view, wanted=wanted), "spoken_of": SPOKEN_OF}


def people_beyond(view: CaseView, chosen: set[str]) -> str:
    """Who is in the newest message and would not get an answer to these addresses, as a line of addresses."""
    others = _other_people(view.last_word)
    return ", ".join(_written(one) for one in others if one["email"].lower() not in chosen)


def default_to(view: CaseView) -> str:
    """Whoever wrote last, by their reply address; else the customer's own address; else nobody."""
    last = view.last_word
    if last:
        wanted = last.recipients.get("reply_to") or [{"name": last.name, "email": last.email}]
        return ", ".join(_written(one) for one in wanted)
    mails = [point for point in view.points if point["kind"] == "email" and not point["is_undeliverable"]]
    name = view.case.contact.name if view.case.contact else ""
    return _written({"name": name, "email": mails[0]["value"]}) if mails else ""


def _tab(drafts: dict[str, SavedDraft], wanted: str) -> str:
    """The one that was asked for; else the one that was begun last; else a reply."""
    if wanted in ("reply", "reply_all", "forward", "note"):
        return wanted
    begun = [(draft.saved_at, mode) for mode, draft in drafts.items() if draft.is_begun]
    mode = max(begun)[1] if begun else "reply"
    return "reply_all" if mode == "reply" and drafts["reply"].choices.get("to_all") else mode


def _sheet(draft: SavedDraft, *, to: str = "", cc: str = "") -> Sheet:
    return Sheet(
        body=draft.body,
        to=draft.recipients.get("to", to),
        cc=draft.recipients.get("cc", cc),
        bcc=draft.recipients.get("bcc", ""),
        version=draft.version,
        saved_at=draft.saved_at if draft.is_begun else None,
        files=draft.files,
        choices=draft.choices,
    )


def _other_people(last: LastWord | None) -> list[dict[str, str]]:
    if last is None:
        return []
    both = [*last.recipients.get("to", []), *last.recipients.get("cc", [])]
    return [one for one in both if one["email"].lower() != last.email.lower() and our_address(one["email"]) is None]


def _known(view: CaseView) -> list[str]:
    mails = [point["value"].lower() for point in view.points if point["kind"] == "email"]
    return sorted({*(address.lower() for address in view.known), *mails})


def _written(one: dict[str, str]) -> str:
    return formataddr((one.get("name", ""), one["email"])) if one["email"].isascii() else one["email"]
