"""Splitting a message into what is new and what is quoted or signed. Folded, never deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_

from caseway.engagement.channels.email.rules.lines import Line, Mark, joined

from . import markers
from .disclaimers import mark_disclaimers
from .handed_on import mark_forwards, points_below
from .kinds import Kind
from .outline import Outline, outlined
from .seams import around_delimiters, before_attributions
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


def split_reply(lines: Sequence[Line], *, is_forward: bool = False) -> SplitReply:
    """The new part of a message; never empty while the customer wrote anything. A forward is new as a whole."""
    lines = around_delimiters(lines)
    outline = outlined(lines)
    if (apart := before_attributions(lines, outline.ends)) is not lines:
        lines, outline = apart, outlined(apart)
    head, tail = _head(lines, outline, is_forward=is_forward)
    kinds = _kinds(head, outline)
    kept = _kept(head, kinds)
    new, old = list(compress(head, kept)), list(compress(head, map(not_, kept)))
    if tail:
        return SplitReply(f"{_text(new)}\n\n{_text(tail)}".strip("\n"), _text(old), has_quote=False)
    if not _has_words(new) and _has_customer_text(lines, kinds):
        return SplitReply(_text(lines), "", has_quote=False)
    is_quoting = len(head) < len(lines) or any(kind in kinds for kind in _QUOTING)
    return SplitReply(_text(new), _text([*old, *lines[len(head) :]]), has_quote=is_quoting)


def _head(lines: Sequence[Line], outline: Outline, *, is_forward: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines before the first hard cut, and the forwarded message if that is what the mail is for."""
    for index in outline.may_cut(lines):
        line = lines[index]
        if line.depth or not line.text.strip():
            continue
        if line.mark is Mark.FORWARD or (outline.has_delimiters and _is_forward_start(lines, index)):
            if is_forward or points_below(lines[:index]):
                return lines[:index], lines[index:]
            if not _next_is_quoted(lines, index):
                return lines[:index], []
        outline.candidates += index in outline.ends
        start = _cut_at(lines, index, outline)
        if start is not None:
            return _parted_at(lines, start, is_forward=is_forward)
    return (lines, []) if not is_forward else ([], lines)


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


def _cut_at(lines: Sequence[Line], index: int, outline: Outline) -> int | None:
    """The line from which everything is older, if this line shows it."""
    line = lines[index]
    if line.mark is Mark.CUT or (outline.has_reply_above and markers.is_reply_above(line)):
        return index
    if outline.has_delimiters and _is_original_start(lines, index):
        return index
    if markers.is_header_block(lines, index):
        return index
    is_candidate = line.mark is Mark.ATTRIBUTION or index in outline.ends
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
    return markers.with_labels(lines, start)


def _follows_signature(lines: Sequence[Line], index: int) -> bool:
    """Whether the line says that somebody wrote, right below a closing formula and a name."""
    above = [line for line in lines[max(index - 6, 0) : index] if line.text.strip()][-2:]
    return markers.says_wrote(lines[index]) and any(
        markers.is_sign_off(line) and (line is above[-1] or len(above[-1].text) <= _NAME_CHARS) for line in above
    )


def _is_followed_by_headers(lines: Sequence[Line], index: int) -> bool:
    following = [line for line in lines[index + 1 : index + 6] if line.text.strip()][:2]
    return any(markers.label_of(line)[0] for line in following)


def _kinds(lines: Sequence[Line], outline: Outline) -> list[Kind]:
    quote, empty, text = Kind.QUOTE, Kind.EMPTY, Kind.TEXT
    kinds = [quote if line.depth else text if line.text and not line.text.isspace() else empty for line in lines]
    for index in outline.marked:
        if index < len(lines) and kinds[index] is text and lines[index].mark is Mark.SIGNATURE:
            kinds[index] = Kind.SIGNATURE
    if outline.may_be_mobile:
        _mark_mobile(lines, kinds)
    _mark_attributions(lines, kinds, outline)
    mark_forwards(lines, kinds)
    mark_signatures(lines, kinds)
    mark_disclaimers(lines, kinds)
    return kinds


def _mark_mobile(lines: Sequence[Line], kinds: list[Kind]) -> None:
    for index, line in enumerate(lines):
        if kinds[index] is Kind.TEXT and markers.is_mobile_signature(line):
            kinds[index] = Kind.MOBILE


def _mark_attributions(lines: Sequence[Line], kinds: list[Kind], outline: Outline) -> None:
    marked = {index for index in outline.marked if lines[index:] and lines[index].mark is Mark.ATTRIBUTION}
    senders = {index for index, line in enumerate(lines) if "@" in line.text and markers.names_sender(line)}
    candidates = 0
    for index in sorted(marked | senders | outline.ends):
        if candidates > _MAX_CANDIDATES or index >= len(lines):
            break
        if kinds[index] is Kind.TEXT:
            _mark_attribution(lines, kinds, index)
            candidates += 1


def _mark_attribution(lines: Sequence[Line], kinds: list[Kind], index: int) -> None:
    after = (kinds[at] for at in range(index + 1, len(kinds)))
    following = next((kind for kind in after if kind is not Kind.EMPTY), Kind.TEXT)
    start, strength = markers.attribution_start(lines, index)
    if following is Kind.QUOTE and (strength or lines[index].mark is Mark.ATTRIBUTION):
        start = markers.with_labels(lines, start)
        kinds[start : index + 1] = [Kind.ATTRIBUTION] * (index + 1 - start)


def _kept(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[bool]:
    """Which lines are the new text. In an answer between quotations the quotations before answers stay as context."""
    texts = (at for at in range(len(kinds) - 1, -1, -1) if kinds[at] is Kind.TEXT)
    last = next((at for at in texts if not markers.is_only_punctuation(lines[at])), -1)
    text, empty, context = Kind.TEXT, Kind.EMPTY, _context(lines, kinds)
    kept = [kind is text or kind is empty or at in context for at, kind in enumerate(kinds[: last + 1])]
    return kept + [False] * (len(kinds) - len(kept))


def _context(lines: Sequence[Line], kinds: Sequence[Kind]) -> set[int]:
    """The quoted lines that stay because an answer between quotations follows them."""
    if Kind.QUOTE not in kinds or Kind.TEXT not in kinds:
        return set()
    pairs = _answered_quotations(lines, kinds)
    has_greeting = any(kind is Kind.TEXT for kind in kinds[: pairs[0][0]]) if pairs else False
    is_interleaved = len(pairs) > 1 or (has_greeting and pairs[0][1] - pairs[0][0] <= _CONTEXT_LINES)
    if not is_interleaved:
        return set()
    return {at for start, end in pairs for at in range(start, end) if kinds[at] is Kind.QUOTE}


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
