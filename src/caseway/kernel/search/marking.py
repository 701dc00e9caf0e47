"""Showing where the words stand: safe HTML with `<mark>`. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORD = re.compile(r"[^\W_]+")
LEAST_ALIKE = 2


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """The escaped text, with every word marked that begins with one of `words`."""
    parts, end = [], 0
    for match in _WORD.finditer(text):
        if _is_meant(match[0], words):
            parts.append((text[end : match.start()], match[0]))
            end = match.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[end:])


def excerpt(text: str, words: Sequence[str], *, length: int = 200) -> SafeString:
    """About `length` characters around the first place where one of the words stands, marked."""
    first = next((match.start() for match in _WORD.finditer(text) if _is_meant(match[0], words)), 0)
    start = max(0, first - length // 3)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), first) if " " in text[first:end] else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return highlight(f"{before}{' '.join(text[start:end].split())}{after}", words)


def fold(text: str) -> str:
    """Lower case without accents, so that words compare as the index compares them."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _is_meant(word: str, words: Sequence[str]) -> bool:
    plain = fold(word)
    return any(plain == one or (len(one) >= LEAST_ALIKE and plain.startswith(one)) for one in words)
