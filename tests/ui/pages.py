"""Pages of the gallery, rendered without a server or a database, and read back as elements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import RequestFactory

from caseway.ui import views

PAGES = {
    "/ui/": views.gallery,
    "/ui/case/": views.gallery_case,
    "/ui/queue/": views.gallery_queue,
    "/ui/centred/": views.gallery_centred,
    "/ui/dialog/": views.gallery_dialog,
    "/ui/palette/?q=brew": views.gallery_palette,
}
VOID = {"meta", "link", "input", "img", "br", "hr", "rect", "path", "circle", "line", "polyline", "polygon", "ellipse"}
every_page = pytest.mark.parametrize("address", PAGES)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None" = None
    text: str = ""
    inside: "list[Element]" = field(default_factory=list)


class Reader(HTMLParser):
    """Collects every element in order; text counts for all its ancestors."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self.open[-1] if self.open else None)
        self.found.append(element)
        for ancestor in self.open:
            ancestor.inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop().tag == tag, f"</{tag}> closes something else, line {self.getpos()[0]}"

    def handle_data(self, data: str) -> None:
        for ancestor in self.open:
            ancestor.text += data.strip()


def html(address: str) -> str:
    request = RequestFactory().get(address)
    return PAGES[address](request).content.decode()


def elements(address: str) -> list[Element]:
    """Every element of a page whose tags are all closed in order."""
    reader = Reader()
    reader.feed(html(address))
    assert not reader.open
    return reader.found
