"""What somebody types, cut into terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.search import Typed, typed


@pytest.mark.parametrize(
    ("text", "terms", "quoted", "is_unfinished"),
    [
        ("", (), (), False),
        ("  !? ", (), (), False),
        ("pump", ("pump",), (False,), True),
        ("pump ", ("pump",), (False,), False),
        ("water pump", ("water", "pump"), (False, False), True),
        ('"water pump" broken', ("water pump", "broken"), (True, False), True),
        ('broken "water pump"', ("broken", "water pump"), (False, True), False),
        ('broken "water pu', ("broken", "water pu"), (False, True), False),
        ("CAS-1042", ("CAS-1042",), (False,), True),
        ("maria@lumenlabs.example", ("maria@lumenlabs.example",), (False,), True),
        ("a\0b", ("a", "b"), (False, False), True),
    ],
)
def test_terms(text: str, terms: tuple[str, ...], quoted: tuple[bool, ...], is_unfinished: bool) -> None:
    assert typed(text) == Typed(terms, quoted, is_unfinished)


@given(st.text(max_size=600))
def test_whatever_is_typed_stays_small(text: str) -> None:
    found = typed(text)
    assert len(found.terms) == len(found.quoted) <= 12
    assert sum(map(len, found.terms)) <= 200
    assert all(any(letter.isalnum() for letter in term) for term in found.terms)
