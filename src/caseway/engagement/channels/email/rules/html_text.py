"""Sanitised HTML to lines of text that know how deep they are quoted and which client's mark stood before them."""

import re
from dataclasses import dataclass, field
from html import unescape

from .lines import Line, Mark

_TAG = re.compile(r'(<[^<>"]*+(?:"[^"]*+"[^<>"]*+)*+>)')
_TAG_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_SPACES = re.compile(r"  +")
_NAIVE_TAG = re.compile(r"<[^<>]{0,4000}>?")
_NAIVE_BREAK = re.compile(r"</?(?:br|p|div|tr|li|h[1-6]|blockquote|table)\b[^<>]{0,400}>", re.IGNORECASE)
_NAIVE_SILENT = re.compile(
    r"<(?:script|style|title)\b[^<]*(?:<(?!/(?:script|style|title))[^<]*){0,2000}", re.IGNORECASE
)
_PARAGRAPHS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "blockquote", "hr", "section", "article",
)  # fmt: skip
_BLOCKS = (
    "div", "tr", "li", "dt", "dd", "center", "address", "header", "footer", "figure", "main", "caption", "tbody",
    "thead",
)  # fmt: skip
_VOID = {"br", "hr", "img", "wbr", "col"}

_PREFIX = r'\s(?:class|id)="(?:[^"]*[\s"])?(?:x_)*'
_CUT = re.compile(
    _PREFIX + r"(?:yahoo_quoted|ydp[\w-]*yahoo[-_]quoted|protonmail_quote|zmail_extra\w*|tutanota_quote|"
    r"outlookmessageheader|appendonsend|divrplyfwdmsg|stopspelling|olk_src_body_section|reply-intro|"
    r"mail-editor-reference-message-container|zwchr|isreplycontent|ms-outlook-mobile-reference-message|"
    r"_mailoriginal|mail_quote|email_quote|ntes-quote|hm_quote|skymail_quote|reply_quote)\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    _PREFIX + r"(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|airmail_on)\b", re.IGNORECASE
)
_FORWARD = re.compile(_PREFIX + r"(?:moz-forward-container|isforwardcontent|gmail_forward)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r'\s(?:class|id)="[^"]*(?:signature|bloop_sign)', re.IGNORECASE)
_SET_IN = re.compile(r'\sclass="gmail_quote\b', re.IGNORECASE)
_QUOTE = re.compile(
    r'\stype="cite"|\scite="|\sclass="[^"]*(?:quote|cite|citation|zitat)|'
    r'\sstyle="[^"]*(?:border-left|margin:\s*0(?:px)?(?: 0(?:px)?){2} )',
    re.IGNORECASE,
)


# What a tag becomes in the text: the end of a line, which may leave a gap (after words only where it stands alone, for
# a mere break), or a sign that is followed by one letter. All four count as blanks.
_END, _GAP, _BREAK, _SIGN = "\x1c", "\x1d", "\x1e", "\x1f"
_SIGNS = re.compile(rf"{_SIGN}(.)", re.DOTALL)
_RESERVED = dict.fromkeys(map(ord, (_END, _GAP, _BREAK, _SIGN)), " ")
_BOUNDARIES = {
    **dict.fromkeys(_PARAGRAPHS, _GAP + _END),
    **dict.fromkeys(_BLOCKS, _END),
    **dict.fromkeys(("td", "th"), " "),
    "br": _BREAK + _END,
}
_OPENS = {"pre": _SIGN + "p"}
_CLOSES = {"pre": _SIGN + "P", "blockquote": _SIGN + "B"}
_MARKS = {"f": Mark.FORWARD, "c": Mark.CUT, "a": Mark.ATTRIBUTION}


class _Codes(dict[str, str]):
    """What each tag becomes: worked out once for all that are written alike."""

    def __missing__(self, tag: str) -> str:
        self[tag] = code = _code(_name(tag), tag, is_closing=tag[1] == "/")
        return code


def _code(name: str, tag: str, *, is_closing: bool) -> str:
    boundary = _BOUNDARIES.get(name, "")
    if is_closing:
        return boundary + _CLOSES.get(name, "")
    if name == "hr" and _CUT.search(tag):
        return f"{boundary}{_SIGN}c"
    return boundary if name in _VOID else boundary + _OPENS.get(name, "") + _signs(name, tag)


def _signs(name: str, tag: str) -> str:
    """What the element's attributes say about its words: whether they are another's, and the client's mark."""
    signs = ""
    is_set_in = bool(_SET_IN.search(tag))
    if name == "blockquote":
        signs = _SIGN + ("b" if not _QUOTE.search(tag) else "g" if is_set_in else "q")
    elif is_set_in:
        signs = f"{_SIGN}h"
    return signs + _client_mark(tag) if ' class="' in tag or ' id="' in tag else signs


def _client_mark(tag: str) -> str:
    for pattern, letter in ((_FORWARD, "f"), (_CUT, "c"), (_ATTRIBUTION, "a"), (_SIGNATURE, "s")):
        if pattern.search(tag):
            return _SIGN + letter
    return ""


@dataclass(slots=True)
class _Builder:
    lines: list[Line] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    depth: int = 0
    preformatted: int = 0
    mark: Mark = Mark.NONE
    is_signed: bool = False
    has_quotes: bool = False

    def flow(self, text: str) -> None:
        """Words and the ends of their lines; what follows the last end waits for what ends it."""
        text = text.replace("\n", _END) if self.preformatted else _spaced(text)
        if "&" in text:
            text = _unescaped(text) if self.preformatted else _unescaped(text).replace("\u00a0", " ")
        first, *more = text.split(_END)
        self.current.append(first)
        if not more:
            return
        last = more.pop()
        self.end_lines(["".join(self.current), *more])
        self.current = [last]

    def end_lines(self, pieces: list[str]) -> None:
        strip, depth, none = str.rstrip if self.preformatted else str.strip, self.depth, Mark.NONE
        usual = Mark.SIGNATURE if self.is_signed else none
        for piece in filter(None, pieces):
            text = strip(piece)
            if text:
                self.lines.append(Line(text, depth, usual if self.mark is none else self.mark))
                self.mark = none
            if piece[-1] == _GAP or (piece[-1] == _BREAK and not text):
                self.gap()

    def gap(self) -> None:
        if self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.depth))

    def sign(self, letter: str) -> None:
        if letter in "bgq":
            self.open_quote(letter)
        elif letter == "B" and self.quotes:
            self.depth -= self.quotes.pop()
        elif letter in "pP":
            self.preformatted += 1 if letter == "p" else -1
        elif letter in "sS":
            self.is_signed = letter == "s"
        elif letter == "h":
            self.has_quotes = True
        elif letter in _MARKS:
            self.mark = _MARKS[letter] if letter == "f" else self.mark or _MARKS[letter]

    def open_quote(self, letter: str) -> None:
        """A blockquote may hold another's words. One of Gmail's without an attribution only sets text in."""
        is_quote = self.follows_attribution() or letter == "q" or (letter == "g" and self.has_quotes)
        self.quotes.append(is_quote)
        self.has_quotes = self.has_quotes or is_quote
        self.depth += is_quote

    def follows_attribution(self) -> bool:
        last = next((line for line in reversed(self.lines[-3:]) if line.text), None)
        return last is not None and (last.mark is Mark.ATTRIBUTION or last.text.endswith((":", "：")))


def html_lines(html: str) -> list[Line]:
    """The lines of sanitised HTML."""
    is_strange = any(chr(code) in html for code in _RESERVED)
    pieces = _TAG.split(html.translate(_RESERVED) if is_strange else html)
    codes = _Codes()
    pieces[1::2] = _with_ends_of_signatures(pieces[1::2], codes)
    builder = _Builder()
    text, *rest = _SIGNS.split("".join(pieces))
    builder.flow(text)
    for letter, text in zip(rest[::2], rest[1::2], strict=True):
        builder.sign(letter)
        builder.flow(text)
    builder.flow(_END)
    return builder.lines


def _with_ends_of_signatures(tags: list[str], codes: _Codes) -> list[str]:
    """What the tags become; where the element of a signature ends, so does the signature."""
    found = [codes[tag] for tag in tags]
    begins = {tag for tag, code in codes.items() if code.endswith(f"{_SIGN}s")}
    end = -1
    for start in [at for at, tag in enumerate(tags) if tag in begins] if begins else []:
        if start > end:
            end = _end_of_element(tags, start)
            found[end] += f"{_SIGN}S"
    return found


def _end_of_element(tags: list[str], start: int) -> int:
    opening, level = re.compile(rf"<(/?){_name(tags[start])}\b"), 0
    for index in range(start, len(tags)):
        if found := opening.match(tags[index]):
            level += -1 if found[1] else 1
        if not level:
            return index
    return len(tags) - 1


def _name(tag: str) -> str:
    found = _TAG_NAME.match(tag)
    return found[1] if found else ""


def _unescaped(text: str) -> str:
    """The text without the four references that sanitised HTML has."""
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&amp;", "&")


def _spaced(text: str) -> str:
    """Each run of blanks and line ends as one space."""
    for blank in "\t\r\n\f\u00a0":
        text = text.replace(blank, " ")
    return _SPACES.sub(" ", text) if "  " in text else text


def naive_text(html: str) -> str:
    """Text of HTML that is too large or too strange to sanitise."""
    text = _NAIVE_TAG.sub(" ", _NAIVE_BREAK.sub("\n", _NAIVE_SILENT.sub(" ", html)))
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", unescape(text))).strip()
