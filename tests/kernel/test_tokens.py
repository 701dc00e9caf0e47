"""Topic tokens: good as signed, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.tokens import TokenError, read_topics, sign_topics

KEY = b"k" * 32


def sign(minutes: int = 10, key: bytes = KEY) -> str:
    return sign_topics(key, actor="agent:12", name="Åsa Öberg", topics=["case:12", "queue:3"], minutes=minutes)


def test_a_token_says_who_watches_what_until_when() -> None:
    token = read_topics(KEY, sign())
    assert (token.actor, token.name, token.topics) == ("agent:12", "Åsa Öberg", {"case:12", "queue:3"})
    assert 590 < token.expires_at - time.time() <= 600


def test_another_key_an_old_token_and_a_changed_one_are_refused() -> None:
    for token in (
        sign(key=b"x" * 32),
        sign(minutes=0),
        sign(minutes=-1),
        sign() + "A",
        "A" + sign(),
        sign().upper(),
        "",
        ".",
    ):
        with pytest.raises(TokenError):
            read_topics(KEY, token)


@given(st.text())
def test_no_text_is_a_token_unless_it_was_signed(text: str) -> None:
    with pytest.raises(TokenError):
        read_topics(KEY, text)


@given(st.integers(min_value=0, max_value=200), st.characters(codec="ascii"))
def test_no_single_character_can_be_changed(position: int, character: str) -> None:
    token = sign()
    position %= len(token)
    changed = token[:position] + character + token[position + 1 :]
    if changed != token:
        with pytest.raises(TokenError):
            read_topics(KEY, changed)
