"""Who a notice is about: the addresses that its words name."""

import re
from collections.abc import Iterable

from caseway.engagement.channels.email.rules.headers import Headers

_AT = r"[^\s<>()\[\],;:\"'=/|]{1,100}@[\w.-]{1,150}[\w]"
_DAEMON = re.compile(r"(?:mailer-?daemon|post-?master|mail\.daemon)@", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:did not reach|failed recipient|fatal errors|could not be delivered to|cannot be delivered to|following "
    r"(?:address|"
    r"recipient|user)|these (?:address|recipient)|this recipient|addressed to)[^\n]{0,80}",
    re.IGNORECASE,
)
_EXPANDED = re.compile(rf"\(expanded from:?\s{{0,10}}<?({_AT})", re.IGNORECASE)
_ORIGINALLY = re.compile(rf"(?:originally addressed to|original address:)\s{{0,10}}<?({_AT})", re.IGNORECASE)
_SENDERS = re.compile(rf"\b(?:mail|e-?mail|message) from:?\s{{0,4}}<?({_AT})", re.IGNORECASE)
_BARE = re.compile(r"recipient[^:]{0,200}:[ \t]*\n(?:[ \t]*\n)?[ \t]{1,12}([A-Za-z0-9][\w.-]{1,63})[ \t]*(?:\n|$)")
_PATTERNS = (
    re.compile(rf"^[ \t]*<({_AT})>", re.MULTILINE),
    re.compile(
        rf"^[ \t]*(?:final-recipient|original-recipient|x-actual-recipient)\s*:[^;\n]{{0,40}};\s*<?({_AT})",
        re.MULTILINE | re.IGNORECASE,
    ),
    re.compile(rf"(?:dda:)?SMTP=({_AT})"),
    re.compile(rf"^[ \t>*-]{{0,12}}(?:mailto:)?\[?({_AT})\]?[ \t]*(?::|\.\.\.|\(|$|-{{1,3}} |;|,| on )", re.MULTILINE),
    re.compile(
        r"(?<![^\W_])(?:rcpt to|recipient\w*|addressee|failed|user\w*|to|for|account|address\w*|mailbox|"
        r"destinatari\w*|"
        r"empfänger|"
        rf"destinataire|an|для|宛先|あて先)\W{{1,3}}(?:\s?(?:is|was|address|adresse))?\W{{0,6}}({_AT})",
        re.IGNORECASE,
    ),
    re.compile(rf"({_AT})"),
)
_MOST = 100


def names_one(words: str) -> bool:
    """Whether any address, or a heading for recipients, stands in the words."""
    return bool(_PATTERNS[-1].search(words)) or bool(_BARE.search(words))


def failed_recipients(headers: Headers, words: str, ours: set[str], domain: str) -> tuple[str, ...]:
    """The addresses that a notice is about, best guess first; never the notice's own sender or addressee."""
    listed = [address for value in headers.texts("x-failed-recipients") for address in re.findall(_AT, value)]
    if listed:
        return _tidy(listed)
    words = words[:20_000]
    strangers = ours | {address.lower() for address in _SENDERS.findall(words)}
    if named := _ORIGINALLY.findall(words):
        return _tidy(named)
    heading = _HEADING.search(words)
    for part in (words[heading.start() :], words) if heading else (words,):
        if found := _named(part, strangers):
            return _tidy([*found, *_EXPANDED.findall(words)])
    bare = _BARE.search(words)
    return (f"{bare[1]}@{domain}",) if bare and domain else ()


def _named(words: str, strangers: set[str]) -> list[str]:
    for pattern in _PATTERNS:
        found = [address.rstrip(".") for address in pattern.findall(words)]
        kept = [address for address in found if address.lower() not in strangers and not _DAEMON.match(address)]
        if kept:
            return kept
    return []


def _tidy(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:_MOST]
