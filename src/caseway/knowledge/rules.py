"""What an article's text may hold, and what of it is read and searched. Pure."""

from html.parser import HTMLParser

import nh3

MOST_HTML = 1_000_000
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "details", "summary"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "a"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q", "span"),
    *("code", "kbd", "samp", "var"),
}
_DROPPED = {
    *("script", "style", "title", "template", "noscript", "textarea", "select"),
    *("object", "embed", "iframe", "svg", "math", "audio", "video"),
}
_ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "code": {"class"},
    "details": {"open"},
}
_IMAGES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")
_WITHIN_LINES = {"a", "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q", "span"} | {
    *("code", "kbd", "samp", "var", "img"),
}


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures may stand in the text itself, links may not lead into data, a class may only name a language of code."""
    if value.strip().lower().startswith("data:"):
        return value if (tag, name) == ("img", "src") and value.startswith(_IMAGES) else None
    if name == "class":
        return value if value.startswith("language-") and value[9:].isalnum() else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    attribute_filter=_kept_attribute,
    url_schemes={"http", "https", "mailto", "tel", "data"},
    link_rel="noopener noreferrer",
)


class _Reader(HTMLParser):
    """Collects what is read, with a line break around each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self._break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break_line(tag)

    def _break_line(self, tag: str) -> None:
        if tag not in _WITHIN_LINES:
            self.parts.append("\n")


def clean_html(html: str) -> str:
    """The same text without what runs, submits or dresses up: headings, lists, tables, code and images stay."""
    return _CLEANER.clean(html.replace("\0", ""))


def text_of(html: str) -> str:
    """What somebody reads of sanitised HTML, a line for each block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def next_version(newest: tuple[int, int], *, is_major: bool) -> tuple[int, int]:
    """(2, 3) is followed by (3, 0) or by (2, 4)."""
    major, minor = newest
    return (major + 1, 0) if is_major else (major, minor + 1)
