"""A customer's HTML made safe, once, at intake: nothing runs, nothing is fetched unasked, nothing leaves its frame."""

import re
from itertools import accumulate
from operator import sub

import nh3

from .limits import MAX_HTML_CHARS, MAX_HTML_DEPTH, MAX_HTML_TAGS, MAX_TAG_CHARS, MAX_TAG_WORDS

_TAGS = {
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins",
    "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt",
    "u", "ul", "var", "wbr",
}  # fmt: skip
_DROPPED = {
    "script", "style", "title", "noscript", "template", "textarea", "select", "object", "applet", "embed", "iframe",
    "frameset", "math", "svg", "audio", "video", "canvas", "map", "noembed", "noframes", "xmp", "plaintext",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "class", "id", "dir", "lang", "title", "align", "valign", "width", "height", "bgcolor"},
    "a": {"href", "name"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "font": {"color", "face", "size"},
    "blockquote": {"type", "cite"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap"}, "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"}, "colgroup": {"span"}, "ol": {"start", "type"}, "ul": {"type"}, "li": {"value", "type"},
    "hr": {"size", "noshade", "color"}, "time": {"datetime"}, "br": {"clear"},
}  # fmt: skip
_STYLES = {
    "background", "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-style",
    "border-bottom-width", "border-collapse", "border-color", "border-left", "border-left-color",
    "border-left-style", "border-left-width", "border-radius", "border-right", "border-right-color",
    "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color",
    "border-top-style", "border-top-width", "border-width", "clear", "color", "direction", "display", "float",
    "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing",
    "line-height", "list-style", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
    "margin-top", "max-height", "max-width", "min-height", "min-width", "overflow-wrap", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align",
    "text-decoration", "text-indent", "text-transform", "unicode-bidi", "vertical-align", "white-space", "width",
    "word-break", "word-spacing", "word-wrap",
}  # fmt: skip


def _relative(url: str) -> str | None:
    """Links inside the mail stay, protocol-relative addresses are made whole, what was relative to nothing goes."""
    return url if url.startswith("#") else f"https:{url}" if url.startswith("//") else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    filter_style_properties=_STYLES,
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    link_rel="noopener noreferrer nofollow",
    url_relative=_relative,
)
_ATTRIBUTE_RUN = r'((?:\s+[\w:-]+="[^"]*")*)'
_STYLED_TAG = re.compile(r"<(\w+)" + _ATTRIBUTE_RUN + r"(\s*/?>)")
_IMAGE = re.compile(r"<img" + _ATTRIBUTE_RUN + r"\s*/?>")
_LINK = re.compile(r"<a" + _ATTRIBUTE_RUN + r">")
_SOURCE = re.compile(r' src="([^"]*)"')
_REMOTE = re.compile(r"https?://", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"cid:|data:image/(?:png|gif|jpe?g|webp|bmp|avif);base64,", re.IGNORECASE)
_DATA_LINK = re.compile(r' href="\s*(?:data|cid):[^"]*"', re.IGNORECASE)
_FETCHING_STYLE = re.compile(r' style="[^"]*(?:url|image|expression|\\|@import)[^"]*"', re.IGNORECASE)
_CALLING_STYLE = re.compile(r' style="[^"(\\]*+[(\\][^"]*')
_ANY_TAG = re.compile(r"<(/?[a-zA-Z][\w:-]{0,40})")
_LONG_TAG = re.compile(rf"<[a-zA-Z!/?][^>]{{{MAX_TAG_CHARS},}}")
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_VOID = {
    "br",
    "img",
    "hr",
    "meta",
    "link",
    "input",
    "col",
    "wbr",
    "area",
    "base",
    "param",
    "p",
    "li",
    "td",
    "tr",
    "th",
    "option",
    "o:p",
}


def sanitise(html: str) -> str:
    """Safe HTML; remote images carry `data-remote-src` instead of `src`, pictures of the mail keep `src="cid:…"`."""
    cleaned = _CLEANER.clean(html)
    if "<img" in cleaned:
        cleaned = _IMAGE.sub(_image, cleaned)
    if ' href="data:' in cleaned or ' href="cid:' in cleaned:
        cleaned = _LINK.sub(lambda tag: _DATA_LINK.sub("", tag[0]), cleaned)
    if _may_fetch(cleaned):
        cleaned = _STYLED_TAG.sub(lambda tag: _FETCHING_STYLE.sub("", tag[0]), cleaned)
    return cleaned


def _may_fetch(html: str) -> bool:
    """A cheap test of all styles at once: without a call or an escape there is nothing that fetches."""
    if "(" not in html and "\\" not in html:
        return False
    return any(_FETCHING_STYLE.match(f'{style}"') for style in set(_CALLING_STYLE.findall(html)))


def is_affordable(html: str) -> bool:
    """Whether the HTML is within the budget: size, tags, depth, attributes. Beyond it only its text is shown."""
    if len(html) > MAX_HTML_CHARS:
        return False
    tags = html.count("<")
    if tags > MAX_HTML_TAGS:
        return False
    return not _has_crowded_tag(html) and (tags <= MAX_HTML_DEPTH * 2 or _depth(html) <= MAX_HTML_DEPTH)


def _has_crowded_tag(html: str) -> bool:
    if len(html) <= MAX_TAG_CHARS:
        return False
    return any(len(_QUOTED_VALUE.sub('""', tag[0]).split()) > MAX_TAG_WORDS for tag in _LONG_TAG.finditer(html))


class _Steps(dict[str, int]):
    """How a tag changes the depth: worked out once for each name."""

    def __missing__(self, tag: str) -> int:
        self[tag] = 0 if tag.lstrip("/").lower() in _VOID else -1 if tag[0] == "/" else 1
        return self[tag]


def _depth(html: str) -> int:
    """The deepest level; a closing tag at the surface closes nothing."""
    depths = list(accumulate(map(_Steps().__getitem__, _ANY_TAG.findall(html)), initial=0))
    return max(map(sub, depths, accumulate(depths, min))) if min(depths) < 0 else max(depths)


def _image(tag: re.Match[str]) -> str:
    return _SOURCE.sub(_source, tag[0], count=1)


def _source(found: re.Match[str]) -> str:
    """Pictures that the mail brings are shown, remote ones wait, and what is neither leads nowhere."""
    address = found[1].strip()
    if _OWN_PICTURE.match(address):
        return f' src="{address}"'
    return f' data-remote-src="{address}"' if _REMOTE.match(address) else ""
