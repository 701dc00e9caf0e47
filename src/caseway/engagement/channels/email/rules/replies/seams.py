"""Lines that carry two things at once: the last words of an answer and what begins the quotation after them."""

import re
from collections.abc import Iterable, Sequence

from caseway.engagement.channels.email.rules.limits import MAX_LINE_CHARS, MAX_SPLIT_LINES
from caseway.engagement.channels.email.rules.lines import Line

from . import markers

_START = re.compile(r"(?<![^\W_])(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu|Dne)[ \u00a0](?=[^\n]{0,40}\d)")
_DIGIT = re.compile(r"\d")
_DASHES = " \t-–—_"
_REACH = 3


def around_delimiters(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, each cut around the "--- Original message ---" that it holds."""
    found = {
        index: delimiter
        for index, line in enumerate(lines[:MAX_SPLIT_LINES])
        if "---" in line.text and not line.depth and (delimiter := markers.glued_delimiter(line))
    }
    if not found:
        return lines
    apart: list[Line] = []
    for index, line in enumerate(lines):
        start, end = found.get(index, (0, len(line.text)))
        pieces = line.text[:start].rstrip(), line.text[start:end], line.text[end:].lstrip()
        apart.extend(line._replace(text=piece) for piece in pieces if piece or piece == line.text)
    return apart


def before_attributions(lines: Sequence[Line], ends: Iterable[int]) -> Sequence[Line]:
    """The lines, each cut before the attribution that begins in it; `ends` are those that end as one does."""
    near = {index for end in ends for index in range(max(end - _REACH + 1, 0), end + 1)}
    seams = {index: seam for index in near if (seam := _seam(lines, index, lines[index]))}
    if not seams:
        return lines
    apart: list[Line] = []
    for index, line in enumerate(lines):
        seam = seams.get(index, 0)
        if seam:
            apart.append(Line(line.text[:seam], line.depth, line.mark))
        apart.append(line._replace(text=line.text[seam:].lstrip()) if seam else line)
    return apart


def _seam(lines: Sequence[Line], index: int, line: Line) -> int:
    """Where in the line an attribution and its dashes start after other words; 0 for nowhere."""
    if line.depth or len(line.text) > MAX_LINE_CHARS or not _DIGIT.search(line.text):
        return 0
    starts = [found.start() for found in _START.finditer(line.text)]
    if not starts or not starts[-1] or not _is_said(line.text[: starts[-1]]):
        return 0
    return len(line.text[: starts[-1]].rstrip(_DASHES)) if _is_attribution(lines, index, starts[-1]) else 0


def _is_said(before: str) -> bool:
    """Whether the words before could be somebody's own, not a part of the attribution."""
    return (
        bool(before.strip(_DASHES + "*>")) and not markers.attribution_strength(before) and not markers.has_date(before)
    )


def _is_attribution(lines: Sequence[Line], index: int, start: int) -> bool:
    joined = lines[index].text[start:]
    for later in range(index, min(index + _REACH, len(lines))):
        if later > index:
            joined = f"{joined} {lines[later].text.strip()}"
        if markers.ends_attribution(lines[later]):
            return markers.attribution_strength(joined) > 1
        if not lines[later].text.strip() or lines[later].depth:
            return False
    return False
