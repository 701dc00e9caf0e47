"""Splitting a message into what is new and what is quoted or signed. Folded, never deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseway.engagement.channels.email.rules.limits import MAX_SPLIT_LINES
from caseway.engagement.channels.email.rules.lines import Line, Mark, joined, unquoted

from . import languages, markers
from .disclaimers import mark_disclaimers
from .handed_on import mark_forwards, points_below
from .kinds import Kind
from .seams import parted
from .signatures import mark_signatures

_CONTEXT_LINES = 10
_SIGN_OFF_LINES = 4
_NAME_CHARS = 40
_SIGHT_LINES = 400
_MAX_CANDIDATES = 500
_QUOTING = (Kind.QUOTE, Kind.ATTRIBUTION, Kind.FORWARD)


@dataclass(frozen=True, slots=True)
class SplitReply:
    """`reply` and `quoted` hold all lines between them; `has_quote` says that somebody else's words were found."""

    reply: str
    quoted: str
    has_quote: bool


@dataclass(slots=True)
class _Outline:
    """What is known of the whole before its lines are looked at one by one."""

    last_quote: int
    has_reply_above: bool
    has_original: bool
    has_forwarded: bool
    may_be_mobile: bool
    candidates: int = 0

    @property
    def has_delimiters(self) -> bool:
        return self.has_reply_above or self.has_original or self.has_forwarded


def _outline(lines: Sequence[Line]) -> _Outline:
    text = unquoted(lines).lower()
    return _Outline(
        max((index for index, line in enumerate(lines) if line.depth), default=-1),
        markers.holds_any(text, languages.REPLY_ABOVE),
        markers.holds_any(text, languages.ORIGINAL),
        markers.holds_any(text, languages.FORWARDED),
        markers.holds_any(text, languages.MOBILE_WORDS),
    )


def split_reply(lines: Sequence[Line], *, is_forward: bool = False) -> SplitReply:
    """The new part of a message; never empty while the customer wrote anything. A forward is new as a whole."""
    lines = parted(lines)
    outline = _outline(lines)
    head, tail = _head(lines, outline, is_forward=is_forward)
    kinds = _kinds(head, may_be_mobile=outline.may_be_mobile)
    kept = _kept(head, kinds)
    new = [line for line, keep in zip(head, kept, strict=True) if keep]
    old = [line for line, keep in zip(head, kept, strict=True) if not keep]
    if tail:
        return SplitReply(f"{_text(new)}\n\n{_text(tail)}".strip("\n"), _text(old), has_quote=False)
    if not _has_words(new) and _has_customer_text(lines, kinds):
        return SplitReply(_text(lines), "", has_quote=False)
    is_quoting = len(head) < len(lines) or any(kind in kinds for kind in _QUOTING)
    return SplitReply(_text(new), _text([*old, *lines[len(head) :]]), has_quote=is_quoting)


def _head(lines: Sequence[Line], outline: _Outline, *, is_forward: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines before the first hard cut, and the forwarded message if that is what the mail is for."""
    for index, line in enumerate(lines[:MAX_SPLIT_LINES]):
        if line.depth or not _may_cut(line, outline) or not line.text.strip():
            continue
        if line.mark is Mark.FORWARD or (outline.has_forwarded and _is_forward_start(lines, index)):
            if is_forward or points_below(lines[:index]):
                return lines[:index], lines[index:]
            if not _next_is_quoted(lines, index):
                return lines[:index], []
        outline.candidates += markers.ends_attribution(line)
        start = _cut_at(lines, index, outline)
        if start is not None:
            return _parted_at(lines, start, is_forward=is_forward)
    return (lines, []) if not is_forward else ([], lines)


def _may_cut(line: Line, outline: _Outline) -> bool:
    """A cheap test: whether the line has anything of what begins older text."""
    return (
        ":" in line.text
        or outline.has_delimiters
        or line.mark is not Mark.NONE
        or "：" in line.text
        or markers.ends_attribution(line)
    )


def _parted_at(lines: Sequence[Line], start: int, *, is_forward: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    if not _has_words(lines[:start]):
        return (lines, []) if not is_forward else ([], lines)
    return lines[:start], lines[start:] if is_forward else []


def _next_is_quoted(lines: Sequence[Line], index: int) -> bool:
    return next((line.depth > 0 for line in lines[index + 1 : index + 4] if line.text.strip()), False)


def _is_forward_start(lines: Sequence[Line], index: int) -> bool:
    return markers.is_forward_delimiter(lines[index]) and (
        markers.is_decorated(lines[index])
        or _is_followed_by_headers(lines, index)
        or lines[index].text.rstrip().endswith(":")
    )


def _cut_at(lines: Sequence[Line], index: int, outline: _Outline) -> int | None:
    """The line from which everything is older, if this line shows it."""
    line = lines[index]
    if line.mark is Mark.CUT or (outline.has_reply_above and markers.is_reply_above(line)):
        return index
    if outline.has_original and _is_original_start(lines, index):
        return index
    if markers.is_header_block(lines, index):
        return index
    is_candidate = line.mark is Mark.ATTRIBUTION or markers.ends_attribution(line)
    if not is_candidate or outline.candidates > _MAX_CANDIDATES:
        return None
    if index <= outline.last_quote and not _quotes_without_marks(lines, index):
        return None
    return _bare_attribution(lines, index)


def _quotes_without_marks(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows is not marked as quoted, and the next quoted lines belong to a later attribution."""
    last = index
    for at in range(index + 1, min(index + _SIGHT_LINES, len(lines))):
        if lines[at].depth:
            return last > index and _bare_attribution(lines, last) is not None
        if lines[at].text.strip():
            last = at
    return False


def _is_original_start(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    return markers.is_original_delimiter(line) and (
        markers.is_decorated(line)
        or (index > 0 and markers.is_rule(lines[index - 1]))
        or _is_followed_by_headers(lines, index)
    )


def _bare_attribution(lines: Sequence[Line], index: int) -> int | None:
    """Where an attribution starts whose quotation carries no quote marks at all."""
    start, strength = markers.attribution_start(lines, index)
    if strength < 2 and markers.is_bare_attribution(lines[index]):
        return index
    if strength < 2 and lines[index].mark is not Mark.ATTRIBUTION and not _follows_signature(lines, index):
        return None
    return start


def _follows_signature(lines: Sequence[Line], index: int) -> bool:
    """Whether the line says that somebody wrote, right below a closing formula and a name."""
    above = [line for line in lines[max(index - 6, 0) : index] if line.text.strip()][-2:]
    return markers.says_wrote(lines[index]) and any(
        markers.is_sign_off(line) and (line is above[-1] or len(above[-1].text) <= _NAME_CHARS) for line in above
    )


def _is_followed_by_headers(lines: Sequence[Line], index: int) -> bool:
    following = [line for line in lines[index + 1 : index + 6] if line.text.strip()][:2]
    return any(markers.label_of(line)[0] for line in following)


def _kinds(lines: Sequence[Line], *, may_be_mobile: bool) -> list[Kind]:
    kinds = [_kind(line, may_be_mobile=may_be_mobile) for line in lines]
    candidates = 0
    for index, line in enumerate(lines):
        if kinds[index] is Kind.TEXT and _may_attribute(line):
            _mark_attribution(lines, kinds, index)
            candidates += 1
        if candidates > _MAX_CANDIDATES:
            break
    mark_forwards(lines, kinds)
    mark_signatures(lines, kinds)
    mark_disclaimers(lines, kinds)
    return kinds


def _may_attribute(line: Line) -> bool:
    return line.mark is Mark.ATTRIBUTION or markers.ends_attribution(line) or markers.names_sender(line)


def _kind(line: Line, *, may_be_mobile: bool) -> Kind:
    if line.depth:
        return Kind.QUOTE
    if not line.text.strip():
        return Kind.EMPTY
    if line.mark is Mark.SIGNATURE:
        return Kind.SIGNATURE
    return Kind.MOBILE if may_be_mobile and markers.is_mobile_signature(line) else Kind.TEXT


def _mark_attribution(lines: Sequence[Line], kinds: list[Kind], index: int) -> None:
    following = next((kind for kind in kinds[index + 1 :] if kind is not Kind.EMPTY), Kind.TEXT)
    start, strength = markers.attribution_start(lines, index)
    if following is Kind.QUOTE and (strength or lines[index].mark is Mark.ATTRIBUTION):
        kinds[start : index + 1] = [Kind.ATTRIBUTION] * (index + 1 - start)


def _kept(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[bool]:
    """Which lines are the new text. In an answer between quotations the quotations before answers stay as context."""
    texts = [index for index, kind in enumerate(kinds) if kind is Kind.TEXT]
    if not texts:
        return [False] * len(kinds)
    pairs = _answered_quotations(lines, kinds)
    has_greeting = any(kind is Kind.TEXT for kind in kinds[: pairs[0][0]]) if pairs else False
    is_interleaved = len(pairs) > 1 or (has_greeting and pairs[0][1] - pairs[0][0] <= _CONTEXT_LINES)
    context = {index for start, end in pairs for index in range(start, end)} if is_interleaved else set()
    while texts and markers.is_only_punctuation(lines[texts[-1]]):
        texts.pop()
    last = texts[-1] if texts else -1
    return [
        index <= last and (kind is Kind.TEXT or kind is Kind.EMPTY or (kind is Kind.QUOTE and index in context))
        for index, kind in enumerate(kinds)
    ]


def _answered_quotations(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """(start, end) of each quotation that an answer follows; a mere "Regards, Ann" answers nothing."""
    pairs, start = [], -1
    for index, kind in enumerate(kinds):
        if kind is Kind.QUOTE and start < 0:
            start = index
        elif kind is Kind.TEXT and start >= 0:
            pairs.append((start, index))
            start = -1
    if pairs and _only_signs_off(lines, kinds, pairs[-1][1]):
        pairs.pop()
    return pairs


def _only_signs_off(lines: Sequence[Line], kinds: Sequence[Kind], start: int) -> bool:
    texts = [line for line, kind in zip(lines[start:], kinds[start:], strict=True) if kind is Kind.TEXT]
    return len(texts) <= _SIGN_OFF_LINES and markers.is_sign_off(texts[0])


def _has_words(lines: Iterable[Line]) -> bool:
    return any(not markers.is_only_punctuation(line) for line in lines)


def _has_customer_text(lines: Sequence[Line], kinds: Sequence[Kind]) -> bool:
    return any(kind is Kind.TEXT or kind is Kind.SIGNATURE for kind in kinds) or len(kinds) < len(lines)


def _text(lines: Iterable[Line]) -> str:
    return joined(lines).strip("\n")
