"""What providers post about mail that we sent: it came back, is late, or was unwanted. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_NAMES, MOST_DEPTH = 200, 8
_NAME = re.compile(r"[^\s<>\"'(),;:]{1,500}@[^\s<>\"'(),;:]{1,255}")
_SOFT = re.compile(r"soft|transient|temporary|undetermined", re.IGNORECASE)
Event = Mapping[str, Any]


class Kind(StrEnum):
    RETURNED = "returned"
    DELAYED = "delayed"
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True)
class Report:
    """One recipient of one message. `names` are all that could be a Message-ID or a return path of ours.

    `is_soft`: the provider takes the trouble for a passing one; `is_blameless`: it never tried the address.
    """

    kind: Kind
    recipient: str
    words: str
    names: tuple[str, ...]
    is_soft: bool = False
    is_blameless: bool = False


def names_in(event: object) -> tuple[str, ...]:
    """Whatever looks like an address or a Message-ID, anywhere in an event, each once."""
    found: dict[str, None] = {}
    for text in _texts(event, MOST_DEPTH):
        found.update(dict.fromkeys(_NAME.findall(text[:5_000])))
        if len(found) >= MOST_NAMES:
            break
    return tuple(found)[:MOST_NAMES]


def is_soft(kind: object) -> bool:
    """Whether a provider's name for a return says that it may pass."""
    return bool(_SOFT.search(str(kind)))


def ses_reports(event: Event) -> list[Report]:
    """A notification or event of Amazon SES; what is none of the three gives nothing."""
    names = names_in(event)
    if bounce := event.get("bounce"):
        soft = is_soft(bounce.get("bounceType", ""))
        people = bounce.get("bouncedRecipients", ())
        return [_of_ses(Kind.RETURNED, one, names, is_soft=soft) for one in people]
    if complaint := event.get("complaint"):
        return [_of_ses(Kind.UNWANTED, one, names) for one in complaint.get("complainedRecipients", ())]
    if delay := event.get("deliveryDelay"):
        return [_of_ses(Kind.DELAYED, one, names) for one in delay.get("delayedRecipients", ())]
    return []


def _of_ses(kind: Kind, person: Event, names: tuple[str, ...], *, is_soft: bool = False) -> Report:
    words = str(person.get("diagnosticCode") or person.get("status") or "").removeprefix("smtp; ")
    return Report(kind, str(person["emailAddress"]), words, names, is_soft=is_soft)


RESEND = {
    "email.bounced": Kind.RETURNED,
    "email.failed": Kind.RETURNED,
    "email.complained": Kind.UNWANTED,
    "email.delivery_delayed": Kind.DELAYED,
}


def resend_reports(event: Event) -> list[Report]:
    """An event of Resend. It does not say which recipient it is about: of several, none is blamed."""
    kind = RESEND.get(str(event.get("type")))
    data: Event = event["data"]
    to = data.get("to") or []
    people: Sequence[str] = [to] if isinstance(to, str) else to
    if kind is None or not people:
        return []
    bounce: Event = data.get("bounce") or {}
    is_tried = event["type"] != "email.failed" and "suppressed" not in str(bounce.get("message", ""))
    return [
        Report(
            kind,
            str(people[0]) if len(people) == 1 else "",
            str(bounce.get("message") or (data.get("failed") or {}).get("reason") or ""),
            names_in(event),
            is_soft=is_soft(bounce.get("type", "")),
            is_blameless=not is_tried or len(people) > 1,
        )
    ]


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, depth - 1)
