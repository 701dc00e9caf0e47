"""Recognising the lines that mail clients and people put around what is not new."""

import re
from collections.abc import Iterable, Sequence

from caseway.engagement.channels.email.rules.limits import MAX_LINE_CHARS
from caseway.engagement.channels.email.rules.lines import Line

from . import languages

_FIELDS = {
    **dict.fromkeys(languages.CC, "cc"), **dict.fromkeys(languages.TO, "to"), **dict.fromkeys(languages.SENT, "sent"),
    **dict.fromkeys(languages.SUBJECT, "subject"), **dict.fromkeys(languages.FROM, "from"),
}  # fmt: skip
_LABEL = re.compile(
    r"[\s*_|•]{0,8}([^\W\d_][^:：\n*]{0,30}?)[\s\u00a0]{0,3}\*{0,2}[ \u00a0]?[:：]\*{0,2}[\s\u00a0]{0,8}(.*)"
)
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20|25)\d\d(?!\d)|\d{1,2}\s?[:h.]\s?\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})|\d{1,2} ?[月월]|"
    r"\d{1,2} ?[日일]"
)
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:h.]\s?\d\d(?!\d)")
_DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_SENDER_LAST = re.compile(r"<[^<>\s@]{1,80}@[^<>\s@]{2,200}>\s*$")
_EMAIL = re.compile(r"[^\s<>@]{1,80}@[\w.-]{2,}|\[mailto:|<mailto:")
_ENDINGS = (":", "：", "wrote", "написал", "написала", "написал(а)", "写道", "寫道", "작성", "schrieb", "escribió")
_LAST_LETTERS = frozenset(ending[-1] for ending in _ENDINGS)
_AFTER_ENDING = " \t\u00a0*_.,>-\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_DECORATED = re.compile(r"^[\s>*]*[-_=~─—–]{2,}")
_RULE = re.compile(r"^[\s\-_=*~─—–]{2,}$")
_PUNCTUATION = re.compile(r"^[\s\-_=*~─—–|>.]*$")
_DASHES = re.compile(r"^\s*(?:--|—|––|__)[\s\u00a0]*$")
_DASHED_NAME = re.compile(r"^\s*[-–—]{1,2}\s?[^\W\d_][\w.'-]{1,20}(?: [^\W\d_][\w.'-]{0,20}){0,2}\s*$")
_LINK_LINE = re.compile(r"^\s*[<\[(]?https?://\S+[>\])]?\s*$")

BLOCK_LINES = 9
MAX_ATTRIBUTION_LINES = 5
MAX_ATTRIBUTION_CHARS = 400


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


def _by_first_letter(patterns: Iterable[str]) -> str:
    """Any of these, so that a look at the letter spares the others."""
    groups: dict[str, list[str]] = {}
    for pattern in sorted(set(patterns), key=len, reverse=True):
        first = pattern[0] if pattern[0].isalpha() else ""
        groups.setdefault(first, []).append(pattern[len(first) :])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())


_WROTE = re.compile(
    rf"(?<![^\W_])(?:{_any_of(languages.WROTE)})(?![^\W_])|写道|寫道|작성|書きました|のメール", re.IGNORECASE
)
_NAMED_ALONE = re.compile(
    rf"[^<>\n]{{0,80}}<[^<>\s@]{{1,80}}@[^<>\s]{{2,200}}>[ \u00a0]{{0,3}}(?:{_any_of(languages.WROTE)})"
    r"[ \u00a0]{0,3}[:：]\s*$",
    re.IGNORECASE,
)
_ON = re.compile(rf"[\W_]{{0,6}}(?:(?:{_any_of(languages.ON)})(?![^\W\d_])|[在于於])", re.IGNORECASE)
_ORIGINAL = re.compile(rf"^[\W_]{{0,60}}(?:{_any_of(languages.ORIGINAL)})[\W_]{{0,60}}$", re.IGNORECASE)
_FORWARDED = re.compile(
    rf"^[\W_]{{0,60}}(?:{_any_of(languages.FORWARDED)})(?:[\W_]{{0,60}}|\s.{{0,80}}[-:])$", re.IGNORECASE
)
_DIVIDING_WORDS = (*languages.ORIGINAL, *languages.FORWARDED)
_GLUED = re.compile(
    rf"(?<![-_])[-_]{{1,60}}[ \u00a0]{{0,3}}(?:{_any_of(_DIVIDING_WORDS)})"
    r"[ \u00a0]{0,3}[-_]{3,60}",
    re.IGNORECASE,
)
_POINTER = re.compile(rf"[\W_]{{0,4}}(?:{_any_of(languages.POINTERS)})[\W_]{{0,4}}$", re.IGNORECASE)
_DELIMITERS = (*languages.ORIGINAL, *languages.FORWARDED)
_MOBILE = re.compile(rf"[\W_]{{0,4}}(?:{_by_first_letter(languages.MOBILE_SIGNATURES)})")
_DELIMITER_WORDS = re.compile(rf"\n[\W_]{{0,60}}+(?:{_by_first_letter(map(re.escape, _DELIMITERS))})")
_TELLING_START = re.compile(
    r"\n[\W_]{0,60}+(?:"
    + _by_first_letter([*map(re.escape, _DELIMITERS), *(one for one in languages.MOBILE_SIGNATURES if one[0] != ".")])
    + ")"
)
_ASCII_REPLY_ABOVE_WORDS = tuple(filter(str.isascii, languages.REPLY_ABOVE_WORDS))
_NAME = r"[^\W\d_a-zà-ÿ][\w.'’-]{0,30}"
_SIGN_OFF = re.compile(
    rf"\W{{0,4}}(?i:{_any_of(languages.CLOSINGS)})(?![^\W_])[\s,.!–-]{{0,6}}(?:{_NAME}(?:\s{{1,3}}{_NAME}){{0,3}})?\W{{0,4}}$"
)
_SENT_WITHIN = re.compile(rf"[\s>*](?:{_any_of(languages.SENT)})\s?[:：]", re.IGNORECASE)
_PREFIX = re.compile(r"\s*+(?:\[[^\]]{1,40}\]\s*+)?([^\W\d_][\w-]{0,12})\s*+(?:[\[(]\d{1,3}[\])])?\s*+[:：]\s*+")


def label_of(line: Line) -> tuple[str, str]:
    """The header field that a line such as "Von: …" names, and its value."""
    text = line.text[:300]
    if ":" not in text and "：" not in text:
        return "", ""
    found = _LABEL.match(text if text.isascii() else text.translate(_DIRECTIONS))
    if found is None:
        return "", ""
    return _FIELDS.get(found[1].strip().lower(), ""), found[2].strip(" *\u00a0")


def is_header_block(lines: Sequence[Line], start: int) -> bool:
    """Whether quoted headers (From, Sent, To, Subject, in any order and language) start at this line."""
    first, value = label_of(lines[start])
    if first not in {"from", "sent", "to", "subject"}:
        return False
    if first == "from" and _holds_moment(value):
        return True
    fields: dict[str, str] = {}
    strange = 0
    for line in lines[start : start + BLOCK_LINES * 2]:
        name, value = label_of(line)
        if name:
            fields.setdefault(name, value)
        elif line.text.strip():
            strange += 1
        if strange > 2 or len(fields) >= 4:
            break
    stands_alone = start == 0 or not lines[start - 1].text.strip()
    return _is_complete(fields) or (stands_alone and _is_reduced(fields))


def _holds_moment(value: str) -> bool:
    """Whether what stands after From goes on with when it was sent: a block of headers run into one line."""
    sent = _SENT_WITHIN.search(value)
    return sent is not None and bool(_EMAIL.search(value[: sent.start()])) and bool(_TIME.search(value[sent.end() :]))


def _is_complete(fields: dict[str, str]) -> bool:
    """Whether the fields found, in their order, can only be the head of a mail."""
    has_email = any(_EMAIL.search(value) for value in fields.values())
    has_moment = bool(_DATE.search(fields.get("sent", "")))
    if len(fields) >= 3 and "from" in fields and ("subject" in fields or has_email):
        return True
    if list(fields)[:3] == ["from", "sent", "to"]:
        return has_moment and bool(_TIME.search(fields["sent"]))
    return has_moment and bool(_EMAIL.search(fields.get("from", "")))


def _is_reduced(fields: dict[str, str]) -> bool:
    """When and to whom, without a sender: some clients quote no more."""
    moment = fields.get("sent", "")
    return bool(_DATE.search(moment) and _TIME.search(moment) and _EMAIL.search(fields.get("to", "")))


def is_decorated(line: Line) -> bool:
    return bool(_DECORATED.match(line.text))


def is_rule(line: Line) -> bool:
    """A line of dashes, underscores or the like, and nothing else."""
    return not line.text[:1].isalnum() and bool(_RULE.match(line.text)) and len(line.text.strip()) > 1


def is_long_underline(line: Line) -> bool:
    return line.text.count("_") >= 10


def is_only_punctuation(line: Line) -> bool:
    return not line.text[:1].isalnum() and bool(_PUNCTUATION.match(line.text))


def is_original_delimiter(line: Line) -> bool:
    return len(line.text) < 200 and bool(_ORIGINAL.match(line.text))


def glued_delimiter(line: Line) -> tuple[int, int] | None:
    """Where in the line dashes with "original message" between them stand, if other words stand beside them."""
    text = line.text[:MAX_LINE_CHARS]
    lowered = text.lower()
    found = _GLUED.search(text) if any(word in lowered for word in _DIVIDING_WORDS) else None
    return found.span() if found and found[0] != line.text.strip() else None


def is_forward_delimiter(line: Line) -> bool:
    return len(line.text) < 200 and bool(_FORWARDED.match(line.text))


def is_pointer(line: Line) -> bool:
    """Words that only say: this is for you, see below."""
    return len(line.text) < 80 and bool(_POINTER.match(line.text))


def is_reply_above(line: Line) -> bool:
    start = line.text[:300].lower()
    return any(words in start for words in languages.REPLY_ABOVE)


def may_hold_reply_above(text: str) -> bool:
    """This and the one below: cheap tests of a whole text in lower case, to spare it the search line by line."""
    words = _ASCII_REPLY_ABOVE_WORDS if text.isascii() else languages.REPLY_ABOVE_WORDS
    return any(word in text for word in words)


def may_hold(text: str) -> tuple[bool, bool]:
    """Whether a delimiter such as "Original message" may stand in it, and whether what a phone adds."""
    starts = {bool(_DELIMITER_WORDS.match(found[0])) for found in _TELLING_START.finditer(f"\n{text}")}
    return True in starts, False in starts or any(word in text for word in languages.MOBILE_WORDS)


def is_signature_dashes(line: Line) -> bool:
    return not line.text[:1].isalnum() and bool(_DASHES.match(line.text))


def is_mobile_signature(line: Line) -> bool:
    return (
        len(line.text) <= 120
        and bool(_MOBILE.match(line.text.lower()))
        and not line.text.rstrip().endswith((":", "?", ","))
    )


def is_dashed_name(line: Line) -> bool:
    return bool(_DASHED_NAME.match(line.text))


def is_link(line: Line) -> bool:
    return bool(_LINK_LINE.match(line.text))


def ends_attribution(line: Line) -> bool:
    """A cheap test that spares most lines the dear one."""
    return line.text.rstrip(_AFTER_ENDING).endswith(_ENDINGS)


def attribution_ends(texts: Iterable[str]) -> frozenset[int]:
    """The places of the lines that end as an attribution does."""
    ends = enumerate(text.rstrip(_AFTER_ENDING) for text in texts)
    return frozenset([at for at, text in ends if text[-1:] in _LAST_LETTERS and text.endswith(_ENDINGS)])


def names_sender(line: Line) -> bool:
    """A date, a name and an address, and no word after them: an attribution if a quotation follows."""
    return "@" in line.text and bool(_SENDER_LAST.search(line.text[-300:])) and has_date(line.text[:60])


def is_bare_attribution(line: Line) -> bool:
    """A name, an address, "wrote" and nothing else: some phones give no date."""
    return len(line.text) < 300 and bool(_NAMED_ALONE.match(line.text))


def has_date(text: str) -> bool:
    return bool(_DATE.search(text))


def says_wrote(line: Line) -> bool:
    return len(line.text) <= MAX_ATTRIBUTION_CHARS and bool(_WROTE.search(line.text))


def is_sign_off(line: Line) -> bool:
    """A closing formula, alone or with a name after it."""
    return len(line.text) <= 80 and bool(_SIGN_OFF.match(line.text))


def attribution_strength(text: str) -> int:
    """2 for a line that names who and when, 1 for one that needs a quotation after it, 0 for none."""
    if len(text) > MAX_ATTRIBUTION_CHARS:
        return 0
    has_verb = bool(_WROTE.search(text))
    has_date, has_email = bool(_DATE.search(text)), bool(_EMAIL.search(text))
    if has_date and (has_verb or has_email):
        return 2
    return 1 if has_verb or has_email else 0


def attribution_start(lines: Sequence[Line], end: int) -> tuple[int, int]:
    """(first line, strength) of the attribution that ends at line `end`; clients wrap it over several lines."""
    best, strength = end, 0
    joined = ""
    for index in range(end, max(end - MAX_ATTRIBUTION_LINES, -1), -1):
        line = lines[index]
        if line.depth != lines[end].depth or (not line.text.strip() and not _goes_on_above(lines, index, end)):
            break
        joined = f"{line.text.strip()} {joined}"
        found = attribution_strength(joined)
        starts = bool(_ON.match(line.text)) and bool(re.search(r"\d", line.text))
        if found > strength or (found and starts):
            best, strength = index, found
        if found == 2 and starts:
            break
    return best, strength


def _goes_on_above(lines: Sequence[Line], blank: int, end: int) -> bool:
    """Whether a blank line only parts the date and name of an attribution from the address below it."""
    above, below = lines[blank - 1].text if blank else "", lines[min(blank + 1, end)].text
    return below.lstrip().startswith("<") and bool(_ON.match(above)) and has_date(above)


def with_labels(lines: Sequence[Line], start: int) -> int:
    """Where an attribution starts above which a client sets a rule, whom the mail was to, and its subject."""
    above = start
    while above and label_of(lines[above - 1])[0] in {"to", "cc", "subject"}:
        above -= 1
    return above - 1 if 0 < above < start and is_rule(lines[above - 1]) else start


def subject_prefix(subject: str) -> str:
    """The first reply or forward prefix of a subject, in lower case: "re", "fwd", "aw"."""
    found = _PREFIX.match(subject[:120])
    return found[1].lower() if found else ""


def is_forward_subject(subject: str) -> bool:
    return subject_prefix(subject) in languages.FORWARD_PREFIXES
