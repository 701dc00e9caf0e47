"""Highlighting is safe HTML, whatever the text and the words."""

from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.search import excerpt, highlight


def test_words_and_their_beginnings_are_marked() -> None:
    assert highlight("Pumps & <b>Köln</b>", ["pump", "koln"]) == (
        "<mark>Pumps</mark> &amp; &lt;b&gt;<mark>Köln</mark>&lt;/b&gt;"
    )


def test_an_excerpt_shows_where_the_word_stands() -> None:
    text = "First words. " * 40 + "Here the pump leaks. " + "Last words. " * 40
    shown = excerpt(text, ["pump"], length=60)
    assert "<mark>pump</mark> leaks" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 90


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("A short\ntext", ["nothing"]) == "A short text"


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=5), max_size=3), st.integers(5, 80))
def test_nothing_but_marks_is_markup(text: str, words: list[str], length: int) -> None:
    for shown in (highlight(text, words), excerpt(text, words, length=length)):
        rest = shown.replace("<mark>", "").replace("</mark>", "")
        assert not set(rest) & set("<>\"'")
