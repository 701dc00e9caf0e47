"""What stands beside a message on the timeline, in a line each: whom to doubt, what was refused, what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseway.engagement.models import Message
from caseway.workspace.queries.case import CaseView
from caseway.workspace.queries.evidence import last_move, refused_claims
from caseway.workspace.queries.protection import protection_shape, protection_words

Notice = Mapping[str, Any]
CHECKS = {
    "verified": (gettext_lazy("Verified"), "shield-check", "good"),
    "failed": (gettext_lazy("Failed"), "shield-x", "bad"),
    "unknown": (gettext_lazy("Not verified"), "shield", "neutral"),
}
NOTICES = {
    "check_failed": (
        "shield-x", "bad", gettext_lazy("%(server)s says that it is not from %(address)s. Do not trust it."),
    ),
    "claims": (
        "shield-alert", "bad", gettext_lazy("Its name says %(addresses)s, but it came from another address."),
    ),
    "several_senders": ("users", "warn", gettext_lazy("It names further senders: %(addresses)s.")),
    "agent_name": (
        "shield-alert", "bad", gettext_lazy("It bears the name of %(name)s, who works here, but is not from them."),
    ),
    "namesake": (
        "user-search",
        "warn",
        gettext_lazy("Another customer is called %(name)s too: this address is not known as theirs."),
    ),
    "answers_elsewhere": (
        "corner-up-right", "warn", gettext_lazy("Answers go to %(addresses)s, not to where it came from."),
    ),
    "newcomer": (
        "user-search",
        "warn",
        gettext_lazy("%(address)s took no part here before, and wrote to this conversation's own address."),
    ),
    "forwarded": ("forward", "neutral", gettext_lazy("%(by)s forwarded it.")),
    "list": ("users", "neutral", gettext_lazy("It came through the list %(address)s.")),
    "away": ("calendar-off", "neutral", gettext_lazy("Away until %(until)s")),
    "delayed": ("clock", "warn", gettext_lazy("It is late; the mail server goes on trying: %(words)s")),
    "encrypt": ("lock", "neutral", gettext_lazy("It leaves encrypted, or not at all.")),
    "complaint": ("flag", "bad", gettext_lazy("%(recipient)s marked it as unwanted mail.")),
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """One line. The icon and the words say it without the colour."""

    text: str
    icon: str
    tone: str = "neutral"


def remarks_of(message: Message, view: CaseView) -> list[Remark]:
    """Nothing for most messages."""
    return [*_of_notices(message), *_of_place(message), *_of_name(message, view)]


@dataclass(frozen=True)
class SenderCheck:
    """Whether it comes from whom it says, with a word and a shape; `detail` says by whom and on what ground."""

    label: str
    icon: str
    tone: str
    detail: str


def check_of(message: Message) -> SenderCheck | None:
    """What servers whom we believe say about the sender; None for what we wrote."""
    if message.direction == Message.Direction.OUT:
        return None
    found = message.facts.get("sender_check", {})
    label, icon, tone = CHECKS.get(found.get("verdict", ""), CHECKS["unknown"])
    by = _("by %(server)s") % found if found.get("server") else _("nobody we believe has checked it")
    return SenderCheck(str(label), icon, tone, ", ".join(part for part in (by, found.get("because", "")) if part))


def notices_shown(message: Message) -> list[Remark]:
    return list(_of_notices(message))


def _of_notices(message: Message) -> Iterator[Remark]:
    for notice in message.notices:
        if notice.get("kind") == "protection":
            yield Remark(protection_words(notice), *protection_shape(notice))
        elif found := NOTICES.get(notice.get("kind", "")):
            icon, tone, text = found
            yield Remark(str(text) % _values(notice), icon, tone)


def _of_place(message: Message) -> Iterator[Remark]:
    for sentence in refused_claims(message)[:1]:
        yield Remark(sentence, "unlink", "warn")
    if moved := last_move(message):
        yield Remark(moved, "folder-input")


def _of_name(message: Message, view: CaseView) -> Iterator[Remark]:
    """The customer's own name, from an address that is not known as theirs."""
    contact = view.case.contact
    if message.direction == Message.Direction.OUT or contact is None or not message.from_email:
        return
    known = {str(point["value"]).lower() for point in view.points}
    is_their_name = " ".join(message.from_name.casefold().split()) == " ".join(contact.name.casefold().split())
    if is_their_name and known and message.from_email.lower() not in known:
        text = _("It bears the name of %(name)s, but %(address)s is not known as theirs.")
        yield Remark(text % {"name": contact.name, "address": message.from_email}, "shield-alert", "warn")


def _values(notice: Notice) -> dict[str, str]:
    values = {name: str(value) for name, value in notice.items()}
    if "addresses" in notice:
        values["addresses"] = ", ".join(notice["addresses"])
    if "until" in notice:
        until = date.fromisoformat(notice["until"])
        values["until"] = f"{until.day} {until:%B %Y}"
    return values
