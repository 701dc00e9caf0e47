"""What a mail says about the conversation it belongs to: message identities, addresses and tags."""

import re
from collections.abc import Iterable

from .charsets import clean
from .limits import MAX_MESSAGE_ID_CHARS, MAX_MESSAGE_IDS
from .replies.languages import FORWARD_PREFIXES, REPLY_PREFIXES

_BRACKETED = re.compile(r"<([^<>]{1,2000})>")
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"\[\s*(?:#\s*)?([A-Z]{2,8}-[A-Z0-9][A-Z0-9-]{0,39})\s*\]", re.IGNORECASE)
_PREFIX_WORDS = "|".join(
    sorted((re.escape(word) for word in {*FORWARD_PREFIXES, *REPLY_PREFIXES}), key=len, reverse=True)
)
_PREFIX = re.compile(rf"\s*+(?:{_PREFIX_WORDS})\s*+(?:[\[(]\d{{1,3}}[\])])?\s*+[:：]\s*+", re.IGNORECASE)


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """Every message identity in these values, as `<left@right>`, in order, each once; the newest if too many."""
    found: dict[str, None] = {}
    for value in values:
        for identity in _BRACKETED.findall(value)[-2 * MAX_MESSAGE_IDS :] or _bare(value):
            tidy = _SPACES.sub("", clean(identity))[:MAX_MESSAGE_ID_CHARS]
            if tidy:
                found.setdefault(f"<{tidy}>")
    return tuple(found)[-MAX_MESSAGE_IDS:]


def _bare(value: str) -> list[str]:
    return [word.strip("<>,;\"'") for word in value.split()[:MAX_MESSAGE_IDS] if "@" in word]


def own_message_id(value: str) -> str:
    """The identity in a Message-ID header, also one without brackets or `@`."""
    found = message_ids([value])
    if found:
        return found[0]
    word = _SPACES.sub("", clean(value)).strip("<>")[:MAX_MESSAGE_ID_CHARS]
    return f"<{word}>" if word else ""


def subject_tags(subject: str) -> tuple[str, ...]:
    """Tags such as `[CAS-1042]` in a subject, without brackets, upper case."""
    return tuple(dict.fromkeys(tag.upper() for tag in _TAG.findall(subject[:1000])))


def base_subject(subject: str) -> str:
    """The subject without reply and forward prefixes and tags, to compare conversations by."""
    subject = _SPACES.sub(" ", _TAG.sub("", subject[:1000]))
    while prefix := _PREFIX.match(subject):
        subject = subject[prefix.end() :]
    return subject.strip()


def plus_details(address: str) -> tuple[str, str, str]:
    """(local part, detail, domain) of `local+detail@domain`; the detail is empty where there is none."""
    local, _, domain = address.rpartition("@")
    name, _, detail = local.partition("+")
    return name, detail, domain.lower()
