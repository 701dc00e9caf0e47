"""How far two spellings are apart, and what a misspelt word stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.search.spelling import distance, meant_by

WORDS = st.text(alphabet="abcd", max_size=8)


@pytest.mark.parametrize(
    ("a", "b", "far"),
    [
        ("", "", 0),
        ("pump", "pump", 0),
        ("pupm", "pump", 1),
        ("refnud", "refund", 1),
        ("pump", "pumps", 1),
        ("cat", "", 3),
    ],
)
def test_distances(a: str, b: str, far: int) -> None:
    assert distance(a, b) == far


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)


def test_the_nearest_and_most_frequent_are_meant() -> None:
    known = [("pumpa", 1), ("pump", 50), ("pulp", 9), ("dump", 70), ("garden", 3)]
    assert meant_by("pupm", known) == ["pump"]
    assert meant_by("lump", known) == ["dump", "pump"]


def test_far_words_are_not_meant() -> None:
    assert meant_by("oven", [("even", 3)]) == ["even"]
    assert meant_by("oven", [("event", 3)]) == []
    assert meant_by("descale", [("descaling", 3)]) == []
    assert meant_by("machnie", []) == []
