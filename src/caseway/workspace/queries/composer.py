"""What stands in the composer when a case is opened: the drafts, and whom a reply goes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from caseway.cases.queries import mailboxes_for, messages_of_case, plan_reply
from caseway.engagement.channels.email.queries import mailbox_for_sending, our_address
from caseway.engagement.channels.email.queries.sealing import can_encrypt
from caseway.engagement.models import Message
from caseway.engagement.rules import Person, answer_recipients
from caseway.kernel.access import Actor
from caseway.workspace.queries.case import CaseView, LastWord, SavedDraft
from caseway.workspace.queries.people import written
from caseway.workspace.rules import SPOKEN_OF

LONGEST_NUMBER = 19
TABS = ("reply", "reply_all", "new", "forward", "note")
OUR_PLACES = ("delivered_to", "to", "cc")
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
    """The sheets, and which tab is shown: reply, reply_all, new, forward or note.

    `sender` is whom a reply goes to, `others` whom a reply to all adds; `known` are the addresses that take part
    already, `unreachable` those whose mail does not arrive. `seen` says which message was the newest when the composer
    was opened; `answers` which one is answered, if not the newest; `forwards` which one is handed on. `mailboxes` are
    those it may leave from, the usual one first. `may_encrypt`: there are keys of others; `is_encrypted`: the newest
    message came encrypted.
    """

    mode: str
    reply: Sheet
    new: Sheet
    forward: Sheet
    note: Sheet
    sender: str
    others: str
    known: str
    unreachable: str
    seen: int
    answers: int | None
    forwards: int | None
    mailboxes: list[str]
    may_encrypt: bool
    is_encrypted: bool

    def encrypts(self, sheet: Sheet) -> bool:
        """What was chosen, else as the customer wrote."""
        return bool(sheet.choices.get("encrypt", self.is_encrypted))

    @property
    def is_to_all(self) -> bool:
        """Whether the reply sheet, in sight or behind another tab, is one to everybody."""
        if self.mode in ("reply", "reply_all"):
            return self.mode == "reply_all"
        return bool(self.reply.choices.get("to_all"))


def composer_context(view: CaseView, actor: Actor, wanted: str = "", message: str = "") -> dict[str, object]:
    """What the composer's template needs beside the case."""
    return {"composer": composer_of(view, actor, wanted=wanted, message=message), "spoken_of": SPOKEN_OF}


def composer_of(view: CaseView, actor: Actor, *, wanted: str = "", message: str = "") -> Composer:
    """The composer of a case for the reader of `view`; `wanted` is the tab that was asked for, `message` for which."""
    drafts = {mode: view.drafts.get(mode, NOTHING) for mode in ("reply", "new", "forward", "note")}
    mode = _tab(drafts, wanted)
    chosen = _message(view, message) if wanted in ("reply", "reply_all", "forward") else None
    answered = chosen if wanted != "forward" else None
    to, cc = _recipients(view, answered)
    return Composer(
        mode=mode,
        reply=_sheet(drafts["reply"], to=to, cc=cc if mode == "reply_all" else "", anew=answered is not None),
        new=_sheet(drafts["new"], to=_customer(view)),
        forward=_sheet(drafts["forward"]),
        note=_sheet(drafts["note"]),
        sender=to,
        others=cc,
        known=" ".join(_known(view)),
        unreachable=" ".join(_unreachable(view)),
        seen=view.last_word.id if view.last_word else 0,
        answers=answered.pk if answered else drafts["reply"].choices.get("answers"),
        forwards=_forwarded(view, drafts["forward"], chosen if wanted == "forward" else None),
        mailboxes=mailboxes_for(actor, _usual_mailbox(view.last_word)),
        may_encrypt=can_encrypt(),
        is_encrypted=view.last_word is not None and view.last_word.is_encrypted,
    )


def people_beyond(view: CaseView, chosen: set[str]) -> str:
    """Who is in the newest message and would not get an answer to these addresses, as a line of addresses."""
    _to, others = _people(view.last_word) if view.last_word else ([], [])
    return _line(one for one in others if one["email"].lower() not in chosen)


def _recipients(view: CaseView, answered: Message | None) -> tuple[str, str]:
    """Whom a reply goes to, and whom a reply to all adds: of the message, the last word, or the customer's address."""
    if answered:
        plan = plan_reply(view.case, to_all=True, answers=answered)
        return _line(plan.to), _line(plan.cc)
    if view.last_word:
        to, others = _people(view.last_word)
        return _line(to), _line(others)
    return _customer(view), ""


def _customer(view: CaseView) -> str:
    """The customer's own address, as a line; "" if none is known that takes mail."""
    mails = [point for point in view.points if point["kind"] == "email" and not point["is_undeliverable"]]
    name = view.case.contact.name if view.case.contact else ""
    return written(name, mails[0]["value"]) if mails else ""


def _people(last: LastWord) -> tuple[list[Person], list[Person]]:
    sender = {"name": last.name, "email": last.email}
    return answer_recipients(sender, last.recipients, to_all=True, is_ours=lambda one: our_address(one) is not None)


def _message(view: CaseView, asked: str) -> Message | None:
    """The message that is answered or handed on, if it is one of this case."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER):
        return None
    return messages_of_case(view.case).filter(pk=int(asked)).first()


def _forwarded(view: CaseView, draft: SavedDraft, chosen: Message | None) -> int | None:
    if chosen:
        return chosen.pk
    last = view.last_word.id if view.last_word else None
    return draft.choices.get("message") or last


def _usual_mailbox(last: LastWord | None) -> str:
    listed = [one["email"] for kind in OUR_PLACES for one in last.recipients.get(kind, ())] if last else []
    return mailbox_for_sending(listed).address


def _tab(drafts: dict[str, SavedDraft], wanted: str) -> str:
    """The one that was asked for; else the one that was begun last; else a reply."""
    if wanted in TABS:
        return wanted
    begun = [(draft.saved_at, mode) for mode, draft in drafts.items() if draft.is_begun]
    mode = max(begun)[1] if begun else "reply"
    return "reply_all" if mode == "reply" and drafts["reply"].choices.get("to_all") else mode


def _sheet(draft: SavedDraft, *, to: str = "", cc: str = "", anew: bool = False) -> Sheet:
    """What was kept; with `anew`, its words and files to other people."""
    kept = {} if anew else draft.recipients
    return Sheet(
        body=draft.body,
        to=kept.get("to", to),
        cc=kept.get("cc", cc),
        bcc=kept.get("bcc", ""),
        version=draft.version,
        saved_at=draft.saved_at if draft.is_begun else None,
        files=draft.files,
        choices=draft.choices,
    )


def _line(people: Iterable[Person]) -> str:
    return ", ".join(written(one.get("name", ""), one["email"]) for one in people)


def _known(view: CaseView) -> list[str]:
    mails = [point["value"].lower() for point in view.points if point["kind"] == "email"]
    return sorted({*(address.lower() for address in view.known), *mails})


def _unreachable(view: CaseView) -> list[str]:
    mails = [point["value"].lower() for point in view.points if point["kind"] == "email" and point["is_undeliverable"]]
    return sorted({*view.unreachable, *mails})
