"""Sanitised HTML to lines of text that know how deep they are quoted and which client's mark stood before them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from .lines import Line, Mark

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+="[^"]*")*)\s*/?>|([^<]+)|<')
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
_STYLE_TAGS = "a|abbr|b|big|code|em|font|i|ins|kbd|mark|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
_STYLING = re.compile(rf'</?(?:{_STYLE_TAGS})(?:\s+[\w:-]+="[^"]*")*>')
_MARK_WORDS = (
    "quote", "zmail_extra", "tutanota", "outlook", "appendonsend", "divrplyfwdmsg", "stopspelling", "olk_src",
    "reply-intro", "reference-message", "zwchr", "isreplycontent", "_mailoriginal", "gmail_", "moz-", "airmail_on",
    "isforwardcontent", "signature", "bloop_sign",
)  # fmt: skip
_SET_IN = re.compile(r'\sclass="gmail_quote\b', re.IGNORECASE)
_QUOTE = re.compile(
    r'\stype="cite"|\scite="|\sclass="[^"]*(?:quote|cite|citation|zitat)|'
    r'\sstyle="[^"]*(?:border-left|margin:\s*0(?:px)?(?: 0(?:px)?){2} )',
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Element:
    tag: str
    says_something: bool = True
    is_quote: bool = False
    is_signature: bool = False
    is_preformatted: bool = False


_TELLING = {"blockquote", "pre"}


@lru_cache(maxsize=128)
def _plain(tag: str) -> _Element:
    """An element that says nothing about its words: one for all of its name."""
    return _Element(tag, says_something=False)


def _names(attributes: str) -> bool:
    """Whether the element has a class or an id, in which clients leave their marks."""
    return ' class="' in attributes or ' id="' in attributes


@dataclass(slots=True)
class _Builder:
    lines: list[Line] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    open: list[_Element] = field(default_factory=list)
    depth: int = 0
    signatures: int = 0
    preformatted: int = 0
    mark: Mark = Mark.NONE
    is_raw: bool = False
    has_quotes: bool = False
    seeks_marks: bool = True

    def end_line(self) -> None:
        if not self.current:
            return
        text = "".join(self.current)
        text = text.rstrip() if self.preformatted else text.strip()
        self.current.clear()
        if text:
            mark = Mark.SIGNATURE if self.signatures and self.mark is Mark.NONE else self.mark
            self.lines.append(Line(text, self.depth, mark))
            self.mark = Mark.NONE

    def gap(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.depth))

    def text(self, text: str) -> None:
        text = _unescaped(text) if "&" in text else text
        if self.preformatted:
            first, *rest = text.split("\n")
            self.current.append(first)
            for piece in rest:
                self.end_line()
                self.current.append(piece)
            return
        text = text.replace("\u00a0", " ") if not self.is_raw else _spaced(text)
        if text != " " or (self.current and not self.current[-1].endswith(" ")):
            self.current.append(text)

    def opening(self, tag: str, attributes: str) -> None:
        self.boundary(tag)
        if tag in _VOID:
            if tag == "hr" and _CUT.search(attributes):
                self.mark = self.mark or Mark.CUT
            return
        if tag not in _TELLING and not (self.seeks_marks and _names(attributes)):
            self.open.append(_plain(tag))
            return
        element = _Element(tag, is_preformatted=tag == "pre")
        self.note(element, attributes)
        self.preformatted += element.is_preformatted
        self.open.append(element)

    def note(self, element: _Element, attributes: str) -> None:
        """Reads the client's marks from an element's attributes."""
        if element.tag == "blockquote" and self.quotes(attributes):
            element.is_quote = self.has_quotes = True
            self.depth += 1
        elif element.tag != "blockquote" and _SET_IN.search(attributes):
            self.has_quotes = True
        if not _names(attributes):
            return
        if _FORWARD.search(attributes):
            self.mark = Mark.FORWARD
        elif _CUT.search(attributes):
            self.mark = self.mark or Mark.CUT
        elif _ATTRIBUTION.search(attributes):
            self.mark = self.mark or Mark.ATTRIBUTION
        elif _SIGNATURE.search(attributes):
            element.is_signature = True
            self.signatures += 1

    def quotes(self, attributes: str) -> bool:
        """Whether a blockquote holds another's words. One of Gmail's without an attribution only sets text in."""
        if self.follows_attribution():
            return True
        return bool(_QUOTE.search(attributes)) and (self.has_quotes or not _SET_IN.search(attributes))

    def follows_attribution(self) -> bool:
        last = next((line for line in reversed(self.lines[-3:]) if line.text), None)
        return last is not None and (last.mark is Mark.ATTRIBUTION or last.text.endswith((":", "：")))

    def closing(self, tag: str) -> None:
        self.boundary(tag)
        while self.open:
            element = self.open.pop()
            if element.says_something:
                self.depth -= element.is_quote
                self.signatures -= element.is_signature
                self.preformatted -= element.is_preformatted
            if element.tag == tag:
                break

    def boundary(self, tag: str) -> None:
        if end := _BOUNDARIES.get(tag):
            end(self)

    def cell(self) -> None:
        if self.current:
            self.current.append(" ")

    def line_break(self) -> None:
        had_text = any(piece.strip() for piece in self.current)
        self.end_line()
        if not had_text and self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.depth))


_BOUNDARIES: dict[str, Callable[[_Builder], None]] = {
    **dict.fromkeys(_PARAGRAPHS, _Builder.gap),
    **dict.fromkeys(_BLOCKS, _Builder.end_line),
    **dict.fromkeys(("td", "th"), _Builder.cell),
    "br": _Builder.line_break,
}


def html_lines(html: str) -> list[Line]:
    """The lines of sanitised HTML."""
    builder = _Builder(is_raw="<pre" in html)
    if not _may_hold_marks(html):
        builder.seeks_marks, html = False, _STYLING.sub("", html)
    html = html if builder.is_raw else _spaced(html)
    for closing, tag, attributes, text in _TOKEN.findall(html):
        if text:
            builder.text(text)
        elif closing:
            builder.closing(tag)
        elif tag:
            builder.opening(tag, attributes)
    builder.end_line()
    return builder.lines


def _may_hold_marks(html: str) -> bool:
    """A cheap test for the whole: without marks the names of elements say nothing, and those that style even less."""
    lowered = html.lower()
    return any(word in lowered for word in _MARK_WORDS)


def _unescaped(text: str) -> str:
    """The text without the four references that sanitised HTML has."""
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&amp;", "&")


def _spaced(text: str) -> str:
    """Each run of blanks and line ends as one space."""
    for blank in "\t\r\n\f\u00a0":
        text = text.replace(blank, " ")
    return _SPACES.sub(" ", text)


def naive_text(html: str) -> str:
    """Text of HTML that is too large or too strange to sanitise."""
    text = _NAIVE_TAG.sub(" ", _NAIVE_BREAK.sub("\n", _NAIVE_SILENT.sub(" ", html)))
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", unescape(text))).strip()
