"""From what somebody typed to a question that PostgreSQL can be asked, with misspelt words put right."""

import math
from dataclasses import dataclass
from itertools import groupby

from caseway.kernel.search.lexicon import MOST_SHARE, Word, look_up
from caseway.kernel.search.spelling import meant_by
from caseway.kernel.search.typed import typed

LEAST_BEGINNING = 3
LEAST_SHARE = 0.001


@dataclass(frozen=True)
class Question:
    """What to look for, safe to cast to a tsquery: `tsquery` asks for every term, `any_of` for at least one.

    False when there is nothing to look for. `words` are what to highlight. `corrected` is what was understood, if that
    differs from what was typed: show it only beside something found, as its words may come from documents the reader
    cannot see. `telling` are the terms that tell documents apart, each with the weight of its rarity (the inverse
    document frequency): what more than half of them hold says nothing, unless nothing else was asked.
    """

    parts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    corrected: str = ""
    telling: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def tsquery(self) -> str:
        return " & ".join(self.parts)

    @property
    def any_of(self) -> str:
        return " | ".join(part for part, _ in self.telling)


NOTHING = Question()


def ask(text: str, *, lexicon: str) -> Question:
    """Read what somebody typed, by at most one statement."""
    asked = typed(text)
    if not asked.terms:
        return NOTHING
    terms = [list(words) for _, words in groupby(look_up(asked, lexicon=lexicon), key=lambda word: word.term)]
    parts = [_phrase(words, is_beginning=asked.is_unfinished and words is terms[-1]) for words in terms]
    shares = [min(word.share for word in words) for words in terms]
    told = [place for place, share in enumerate(shares) if share <= MOST_SHARE] or range(len(terms))
    chosen = (spelling for place in told for word in terms[place] for spelling in _spellings(word))
    telling = ((parts[place], math.log(1 + 1 / max(shares[place], LEAST_SHARE))) for place in told)
    return Question(tuple(parts), tuple(chosen), _understood(terms), tuple(telling))


def _phrase(words: list[Word], *, is_beginning: bool) -> str:
    """The words of one term, following each other."""
    operands = [_operand(word, is_beginning=is_beginning and word is words[-1]) for word in words]
    return f"({' <-> '.join(operands)})"


def _operand(word: Word, *, is_beginning: bool) -> str:
    grows = is_beginning and len(word.spelling) >= LEAST_BEGINNING
    either = " | ".join(f"'{spelling}'{':*' if grows else ''}" for spelling in _spellings(word))
    return f"({either})"


def _spellings(word: Word) -> list[str]:
    """The word as it stands, or the known ones it may stand for. Letters and digits only: `search_words` saw to it."""
    return [word.spelling] if word.is_known else meant_by(word.spelling, word.near) or [word.spelling]


def _understood(terms: list[list[Word]]) -> str:
    words = [word for term in terms for word in term]
    understood = " ".join(_spellings(word)[0] for word in words)
    return "" if understood == " ".join(word.spelling for word in words) else understood
