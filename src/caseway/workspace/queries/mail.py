"""A customer's HTML as a document of its own: its pictures from us, what it quotes folded, nothing fetched unasked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

INLINE = re.compile(r' src="cid:([^"]*)"', re.IGNORECASE)
REMOTE = re.compile(r' data-remote-src="([^"]*)"', re.IGNORECASE)
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+="[^"]*")*)\s*/?>')
NAME = r'\s(?:class|id)="(?:[^"]*[\s"])?(?:x_)*'
CONTAINER = re.compile(
    NAME + r"(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|mail-editor-reference-message)",
    re.IGNORECASE,
)
BEGINNING = re.compile(NAME + r"(?:appendonsend|divrplyfwdmsg|moz-cite-prefix|olk_src_body_section)", re.IGNORECASE)
ALONE = {"br", "img", "hr", "wbr", "col"}


@dataclass(frozen=True)
class MailDocument:
    """`blocked` counts the pictures from elsewhere that were left out."""

    body: str
    blocked: int


def mail_document(html: str, *, pictures: Mapping[str, str], with_remote: bool, folds: bool) -> MailDocument:
    """Sanitised HTML as it is shown. `pictures` maps a content id to our address of it."""
    body = INLINE.sub(lambda found: _picture(found[1], pictures), html)
    blocked = len(REMOTE.findall(body))
    if with_remote:
        body, blocked = REMOTE.sub(r' src="\1"', body), 0
    return MailDocument(_folded(body) if folds else body, blocked)


def _picture(content_id: str, pictures: Mapping[str, str]) -> str:
    address = pictures.get(unquote(content_id).strip("<>")) or pictures.get(content_id)
    return f' src="{address}"' if address else ""


def _folded(html: str) -> str:
    """What is quoted inside `<details>`, which needs no script to open."""
    begin, end = _quoted(html)
    if begin == end:
        return html
    return f"{html[:begin]}<details><summary>···</summary>{html[begin:end]}</details>{html[end:]}"


def _quoted(html: str) -> tuple[int, int]:
    """Where the first quoted element stands: a container, or a beginning with all that follows it beside it."""
    for tag in TAG.finditer(html):
        if tag[1]:
            continue
        if BEGINNING.search(tag[3]):
            return tag.start(), _end_of_parent(html, tag.start())
        if tag[2] == "blockquote" or CONTAINER.search(tag[3]):
            return tag.start(), _end_of_parent(html, tag.end(), with_close=True)
    return 0, 0


def _end_of_parent(html: str, at: int, *, with_close: bool = False) -> int:
    """Where the element that is open at this place ends; the end of all if it is not closed."""
    depth = 0
    for tag in TAG.finditer(html, at):
        if tag[1] and depth == 0:
            return tag.end() if with_close else tag.start()
        if tag[2] not in ALONE:
            depth += -1 if tag[1] else 1
    return len(html)
