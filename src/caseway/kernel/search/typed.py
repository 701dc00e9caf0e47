"""What somebody typed into a search box, cut into terms. Pure."""

import re
from dataclasses import dataclass

MOST_CHARACTERS = 200
MOST_TERMS = 12
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True)
class Typed:
    """Terms in order: single words, phrases from within quotes, and what punctuation holds together (CAS-1042).

    `is_unfinished`: the last term may still grow, so it stands for every word that begins with it.
    """

    terms: tuple[str, ...]
    quoted: tuple[bool, ...]
    is_unfinished: bool


def typed(text: str) -> Typed:
    """At most twelve terms of at most two hundred characters; the rest is left out."""
    text = text.replace("\0", " ")[:MOST_CHARACTERS]
    found = [(match[1], True) if match[1] else (match[2] or "", False) for match in _TERM.finditer(text)]
    found = [(term, is_quoted) for term, is_quoted in found if any(map(str.isalnum, term))][:MOST_TERMS]
    ends_open = bool(text) and text[-1].isalnum()
    is_unfinished = bool(found) and not found[-1][1] and ends_open
    return Typed(tuple(term for term, _ in found), tuple(is_quoted for _, is_quoted in found), is_unfinished)
