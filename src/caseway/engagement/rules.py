"""Subjects, recipients and identifiers of what we send. Pure."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|vs|odp|res|ynt|ref|回复|答复|رد)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+", re.IGNORECASE
)
OUR_FORM = re.compile(r"<(c(\d{1,18})\.\d{1,12}\.[0-9a-f]{16})\.([0-9a-f]{16})@[^<>@\s]+>")
FORWARD_PREFIX = re.compile(
    r"^\s*(?:(?:fwd?|wg|tr|rv|enc|doorst|i|vs|vb|pd|转发|إعادة توجيه|הועבר)\s*[:：]\s*)+", re.IGNORECASE
)
LONGEST_KEPT_ID = 900
Person = dict[str, str]


def reply_subject(subject: str) -> str:
    """The same subject with one `Re:`, whatever prefixes it has gathered."""
    return f"Re: {REPLY_PREFIX.sub('', subject[:900]).strip()}"


def forward_subject(subject: str) -> str:
    """The same subject with one `Fwd:` before it."""
    return f"Fwd: {FORWARD_PREFIX.sub('', subject[:900]).strip()}"


def answer_recipients(
    sender: Person, recipients: Mapping[str, Sequence[Person]], *, to_all: bool, is_ours: Callable[[str], bool]
) -> tuple[list[Person], list[Person]]:
    """To and Cc of an answer to a message that came in: its Reply-To before its sender, and nobody of ours.

    To all, everybody it was openly written to gets a copy. Who got it as Bcc is in nobody's answer.
    """
    to = _each_once(recipients.get("reply_to", ()), is_ours) or _each_once([sender], is_ours)
    others = _each_once([*recipients.get("to", ()), *recipients.get("cc", ())], is_ours) if to_all else []
    known = {one["email"].lower() for one in to}
    return to, [one for one in others if one["email"].lower() not in known]


def follow_up_recipients(
    recipients: Mapping[str, Sequence[Person]], *, to_all: bool, is_ours: Callable[[str], bool]
) -> tuple[list[Person], list[Person]]:
    """To and Cc of a second message after one of ours: whom that went to, without its Bcc."""
    to = _each_once(recipients.get("to", ()), is_ours)
    return to, _each_once(recipients.get("cc", ()), is_ours) if to_all else []


def _each_once(people: Iterable[Person], is_ours: Callable[[str], bool]) -> list[Person]:
    found: dict[str, Person] = {}
    for one in people:
        if one["email"] and not is_ours(one["email"]):
            found.setdefault(one["email"].lower(), {"name": one.get("name", ""), "email": one["email"]})
    return list(found.values())


def new_message_id(conversation_id: int, *, domain: str, key: bytes) -> str:
    """Our own form, `<c12.1700000000.….signature@domain>`: unique, naming the conversation, and made by nobody else."""
    body = f"c{conversation_id}.{int(time.time())}.{secrets.token_hex(8)}"
    return f"<{body}.{_signature(body, key)}@{domain}>"


def conversation_named_in(message_id: str, *, key: bytes) -> int | None:
    """The conversation of a Message-ID that we made with `key`; None for any other."""
    ours = OUR_FORM.fullmatch(message_id)
    if ours is None or not hmac.compare_digest(_signature(ours[1], key), ours[3]):
        return None
    return int(ours[2])


def identity_key(message_id: str) -> str:
    """What a Message-ID is kept and found under: itself, or a digest where it is too long for an index."""
    encoded = message_id.encode("utf-8", "replace")
    if len(encoded) <= LONGEST_KEPT_ID:
        return message_id
    return f"<{hashlib.sha256(encoded).hexdigest()}@long.caseway.invalid>"


def _signature(body: str, key: bytes) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()[:16]
