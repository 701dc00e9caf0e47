"""HTML that our own people write: made safe, and turned into the plain text that goes with it."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Literal

import nh3
from django.utils.safestring import SafeString, mark_safe

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "details", "summary"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "a"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q", "span"),
    *("code", "kbd", "samp", "var"),
}
_DROPPED = {
    *("script", "style", "title", "template", "noscript", "textarea", "select", "math", "svg"),
    *("object", "embed", "iframe", "audio", "video"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "code": {"class"},
    "details": {"open"},
}
_PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "hr"}
_LINES = {"div", "li", "tr", "caption"}
_ADDRESS = re.compile(r"https?://(?:(?!&(?:lt|gt|quot|#x27);)[^\s<>]){1,2000}", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures may stand in the text itself, links may not lead into data, a class may only name a language of code."""
    scheme = value.strip().lower()
    if scheme.startswith("data:"):
        return value if (tag, name) == ("img", "src") and value.startswith(_PICTURES) else None
    if scheme.startswith("cid:"):
        return value if (tag, name) == ("img", "src") else None
    if name == "class":
        return value if value.startswith("language-") and value[9:].isalnum() else None
    return value


def _cleaner(*, schemes: set[str], relative: Literal["deny", "pass_through"], link_rel: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        url_schemes={"http", "https", "mailto", "tel", "data"} | schemes,
        url_relative=relative,
        link_rel=link_rel,
    )


_LEAVING = _cleaner(schemes={"cid"}, relative="deny", link_rel="noopener noreferrer nofollow")
_STAYING = _cleaner(schemes=set(), relative="pass_through", link_rel="noopener noreferrer")


def clean_html(html: str) -> str:
    """What leaves the house: without what runs, submits or dresses up, and without addresses that lead nowhere."""
    return _LEAVING.clean(html.replace("\0", ""))


def clean_page(html: str) -> str:
    """What is read here: the same, with addresses of our own pages and without pictures of a mail."""
    return _STAYING.clean(html.replace("\0", ""))


def html_of(text: str) -> str:
    """Plain text as paragraphs: an empty line begins a new one."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\0", "").strip())
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def linked(text: str) -> SafeString:
    """Plain text, escaped, with its web addresses as links that leave no trace of where they were."""
    safe = escape(text)
    return mark_safe(_ADDRESS.sub(_link, safe) if "://" in safe else safe)  # noqa: S308  escaped just now


def _link(found: re.Match[str]) -> str:
    address = found[0].rstrip(".,:;!?")
    address = address.removesuffix(")") if "(" not in address else address
    rest = found[0][len(address) :]
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">{address}</a>{rest}'


def text_of(html: str) -> str:
    """What one reads of sanitised HTML as plain text: "- " before items, "> " before quotes, links in brackets."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Collects lines; knows how deep it is quoted, which list it is in, and where a link began."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.current: list[str] = []
        self.lists: list[int | None] = []
        self.marker = ""
        self.depth = self.depth_before = 0
        self.is_apart = self.is_preformatted = False
        self.link: tuple[str, int] | None = None

    def text(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def handle_data(self, data: str) -> None:
        if not self.is_preformatted:
            self.current.append(_SPACES.sub(" ", data))
            return
        first, *rest = data.split("\n")
        self.current.append(first)
        for line in rest:
            self._end_line()
            self.current.append(line)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._boundary(tag)
        values = dict(attributes)
        if tag in ("ul", "ol"):
            self.lists.append(_number(values.get("start")) if tag == "ol" else None)
        elif tag == "li":
            self.marker = self._next_marker()
        elif tag == "a":
            self.link = (values.get("href") or "", len(self.current))
        elif tag == "img" and values.get("alt"):
            self.current.append(f"[{values['alt']}]")
        self.depth += tag == "blockquote"
        self.is_preformatted |= tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            self._end_link(*self.link)
        self._boundary(tag)
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        self.depth -= tag == "blockquote" and self.depth > 0
        self.is_preformatted &= tag != "pre"

    def _next_marker(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def _end_link(self, address: str, begin: int) -> None:
        label = "".join(self.current[begin:]).strip()
        self.link = None
        if address and label not in (address, address.removeprefix("mailto:").removeprefix("tel:")):
            self.current.append(f" ({address})")

    def _boundary(self, tag: str) -> None:
        if tag == "br":
            self._end_line(is_break=True)
        elif tag in ("td", "th"):
            self.current.append(" ")
        elif tag in _LINES or tag in _PARAGRAPHS:
            self._end_line()
            self.is_apart |= tag in _PARAGRAPHS and not self.lists

    def _end_line(self, *, is_break: bool = False) -> None:
        written = "".join(self.current)
        self.current.clear()
        line = written.rstrip() if self.is_preformatted else _SPACES.sub(" ", written).strip()
        if not line and not is_break:
            return
        if self.is_apart and self.lines:
            self.lines.append(("> " * min(self.depth, self.depth_before)).rstrip())
        indent = "  " * (len(self.lists) - 1)
        self.lines.append(f"{'> ' * self.depth}{indent}{self.marker}{line}".rstrip())
        self.is_apart, self.depth_before, self.marker = False, self.depth, ""


def _number(start: str | None) -> int:
    return int(start) if start and start.isdecimal() and len(start) < 6 else 1
