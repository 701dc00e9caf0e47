"""How far apart two spellings are, and which known words a misspelt one may stand for. Pure."""

from collections.abc import Iterable

MOST_MEANT = 3


def distance(a: str, b: str) -> int:
    """How many letters to insert, delete, replace, or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


def meant_by(word: str, known: Iterable[tuple[str, int]]) -> list[str]:
    """The nearest of `known` (word, how frequent), the most frequent first; none if all are too far."""
    within = 1 if len(word) < 6 else 2
    ranked = sorted((distance(word, other), -count, other) for other, count in known)
    if not ranked or ranked[0][0] > within:
        return []
    nearest = ranked[0][0]
    return [other for far, _, other in ranked if far == nearest][:MOST_MEANT]
