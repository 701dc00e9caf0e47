"""How people and their phones sign."""

import re
from collections.abc import Sequence

from caseway.engagement.channels.email.rules.lines import Line

from . import markers
from .kinds import Kind

_CONTACT = re.compile(r"https?://|www\.|[^\s@]@[\w-]|\d[\d ()/-]{5,}\d")
_UNSUBSCRIBE = re.compile(
    r"un-?subscri|mailing list|mailinglist|listinfo|abbestell|désabonn|désinscri|cancelar la suscripci|darse de baja|"
    r"disiscri|descadastr|cancelar a inscri|afmeld|uitschrijv|avregistrer|avsluta prenumer|wypis|odhlás|отпис|відпис|"
    r"abonelikten|退订|退訂|配信停止|수신거부",
    re.IGNORECASE,
)
_LONG_RULE = 20
_FACT = re.compile(r"[^\W\d_][\w .-]{0,30}: ?\S")
_SIGHT_LINES = 40
_FOOTER_LINES = 8
_CARD_LINES = 6


def mark_signatures(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """From a signature's dashes to the next quotation or the end; looser signs must look like a signature too."""
    text = Kind.TEXT
    begins = [at for at, line in enumerate(lines) if not line.text[:1].isalnum() and kinds[at] is text]
    first_text = _first_text(lines, kinds)
    signed = 0
    for start in begins:
        if start >= signed and start > first_text and _starts_signature(lines, kinds, start):
            signed = _next_quoted(kinds, start, len(kinds))
            kinds[start:signed] = [Kind.SIGNATURE if kind is text else kind for kind in kinds[start:signed]]
    _mark_last_name(lines, kinds)
    if Kind.MOBILE in kinds:
        _settle_mobile(lines, kinds)


def _first_text(lines: Sequence[Line], kinds: Sequence[Kind]) -> int:
    texts = (at for at, kind in enumerate(kinds) if kind is Kind.TEXT)
    return next((at for at in texts if not markers.is_only_punctuation(lines[at])), len(kinds))


def _next_quoted(kinds: Sequence[Kind], start: int, end: int) -> int:
    """Where the next quotation begins, its attribution included; `end` if there is none before."""
    near = range(start, end)
    return next((at for at in near if kinds[at] is Kind.QUOTE or kinds[at] is Kind.ATTRIBUTION), end)


def _starts_signature(lines: Sequence[Line], kinds: Sequence[Kind], index: int) -> bool:
    if markers.is_signature_dashes(lines[index]):
        return True
    if not markers.is_rule(lines[index]):
        return False
    end = _next_quoted(kinds, index + 1, min(index + _SIGHT_LINES, len(lines)))
    if markers.is_long_underline(lines[index]):
        return _is_footer(lines[index + 1 : end])
    if len(lines[index].text) >= _LONG_RULE and _names_a_list(lines[index + 1 : end]):
        return _is_footer(lines[index + 1 : end])
    return kinds[index - 1] is Kind.EMPTY and _is_card(lines[index + 1 : end])


def _names_a_list(lines: Sequence[Line]) -> bool:
    """Whether one of the first two lines tells how to leave a mailing list."""
    first = [line.text for line in lines if line.text.strip()][:2]
    return any(_UNSUBSCRIBE.search(text) for text in first)


def _is_footer(lines: Sequence[Line]) -> bool:
    """What a mailing list or a client puts under a long underline: a few short lines, one with a link or number."""
    words = [line.text.rstrip() for line in lines if line.text.strip()]
    if not 0 < len(words) <= _FOOTER_LINES or not lines[0].text.strip():
        return False
    return all(len(text) <= 90 and not text.endswith("?") for text in words) and any(
        _CONTACT.search(text) for text in words
    )


def _is_card(lines: Sequence[Line]) -> bool:
    """A name, a title, a number: one paragraph of very short lines without a sentence, and no list of facts."""
    words = [line.text.rstrip() for line in lines]
    while words and not words[-1]:
        words.pop()
    while words and not words[0]:
        words.pop(0)
    is_short = 0 < len(words) <= _CARD_LINES and all(0 < len(text) <= 60 and text[-1] not in ".?!:;" for text in words)
    return is_short and not _states_facts(words)


def _states_facts(words: Sequence[str]) -> bool:
    """Whether most lines are such as "Version: 7.1", and none gives a way to reach somebody."""
    facts = sum(bool(_FACT.match(text)) for text in words)
    return facts * 2 > len(words) and not any(_CONTACT.search(text) for text in words)


def _mark_last_name(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A "-Name" as the very last words."""
    texts = (at for at in range(len(kinds) - 1, -1, -1) if kinds[at] is Kind.TEXT)
    last, before = next(texts, -1), next(texts, -1)
    if (
        before >= 0
        and markers.is_dashed_name(lines[last])
        and not lines[before].text.lstrip().startswith(("-", "–", "—"))
    ):
        kinds[last] = Kind.SIGNATURE


def _settle_mobile(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A phone's line is text where more text goes on right after it; a link under it belongs to it."""
    for index, kind in enumerate(kinds):
        if kind is not Kind.MOBILE:
            continue
        after = index + 1
        while after < len(kinds) and kinds[after] is Kind.TEXT and markers.is_link(lines[after]):
            kinds[after] = Kind.MOBILE
            after += 1
        if after < len(kinds) and kinds[after] is Kind.TEXT and not markers.is_only_punctuation(lines[after]):
            kinds[index] = Kind.TEXT
