import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.ui import formatting


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59.9, "0:59"),
        (761, "12:41"),
        (3600, "1h 00m"),
        (7500, "2h 05m"),
        (86400, "1d 0h"),
        (-4, "+0:04"),
        (-7500, "+2h 05m"),
    ],
)
def test_a_countdown_says_the_two_largest_units(seconds: float, text: str) -> None:
    assert formatting.countdown(seconds) == text


@given(st.floats(min_value=1, max_value=10**9))
def test_a_countdown_counts_up_once_overdue(seconds: float) -> None:
    assert formatting.countdown(-seconds) == "+" + formatting.countdown(seconds)


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (1536, "1.5 kB"), (482133, "482 kB"), (10**9, "1 GB")],
)
def test_a_file_size_uses_the_unit_a_person_would(octets: int, text: str) -> None:
    assert formatting.file_size(octets) == text


@given(st.integers(min_value=0, max_value=10**15))
def test_a_file_size_stays_short(octets: int) -> None:
    assert len(formatting.file_size(octets).split(" ")[0]) <= 7


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Ferro", "AF"), ("maria@lumenlabs.example", "M"), ("Lucía de la Cruz", "LC"), ("", "?"), ("(–)", "?")],
)
def test_initials_take_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert formatting.initials(name) == letters


@given(st.text())
def test_any_name_has_initials_and_a_colour(name: str) -> None:
    assert formatting.initials(name)
    assert formatting.hue(name) in range(formatting.HUES)


def test_thousands_are_set_apart() -> None:
    assert formatting.number(1234567) == "1\u202f234\u202f567"
