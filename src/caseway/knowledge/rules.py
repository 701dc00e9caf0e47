"""What of an article is read and searched, and how its versions are counted. Pure."""

from html.parser import HTMLParser

MOST_HTML = 1_000_000
_WITHIN_LINES = {"a", "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q", "span"} | {
    *("code", "kbd", "samp", "var", "img"),
}


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
