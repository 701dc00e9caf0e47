"""From what is typed to a safe query: always valid, never more than was meant, misspelt words put right."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from caseway.kernel.models import SearchWord
from caseway.kernel.search import ask, relearn


def _finds(question: str, text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('simple', search_words(%s)) @@ %s::tsquery", [text, question])
        return bool(cursor.fetchone()[0])


@pytest.fixture
def words(db) -> None:
    known = {"machine": 90, "pump": 40, "refund": 30, "köln": 1, "lumenlabs": 5, "oven": 9}
    SearchWord.objects.bulk_create(
        SearchWord(lexicon="case", word=word.replace("ö", "o"), count=count) for word, count in known.items()
    )


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("machine", "The Machine is broken", True),
        ("mach", "The machine is broken", True),
        ("mach ", "The machine is broken", False),
        ("machine pump", "a machine", False),
        ("machine pump", "the pump of a machine", True),
        ('"pump machine"', "the pump of a machine", False),
        ('"pump of a machine"', "the pump of a machine", True),
        ("KÖLN", "from Köln with love", True),
        ("koln", "from KÖLN with love", True),
        ("CAS-1042", "About CAS-1042.", True),
        ("CAS-1042", "1042 CAS", False),
        ("maria@lumenlabs.example", "Mail me: maria@lumenlabs.example!", True),
        ("lumenlabs", "Mail me: maria@lumenlabs.example!", True),
        ("x' | 'y", "nothing of it", False),
        ("½", "1/2 of it", True),
    ],
)
def test_finds_what_is_meant(words: None, typed: str, text: str, is_found: bool) -> None:
    assert _finds(ask(typed, lexicon="case").tsquery, text) is is_found


@pytest.mark.parametrize(
    ("typed", "corrected", "text"),
    [
        ("machnie", "machine", "my machine"),
        ("refnud pupm", "refund pump", "refund for the pump"),
        ("pupm machine", "pump machine", "machine with a pump"),
    ],
)
def test_misspelt_words_are_put_right(words: None, typed: str, corrected: str, text: str) -> None:
    question = ask(typed, lexicon="case")
    assert question.corrected == corrected
    assert _finds(question.tsquery, text)


@pytest.mark.parametrize(
    "typed", ["machine", "mach", "pum", '"machnie"', "1042", "xyzzyplugh", "ove", "M4chnie", "oven ", "pu"]
)
def test_what_is_known_quoted_short_or_no_word_stays_as_it_is(words: None, typed: str) -> None:
    assert ask(typed, lexicon="case").corrected == ""


def test_a_finished_beginning_is_a_misspelt_word(words: None) -> None:
    assert ask("machin", lexicon="case").corrected == ""
    assert ask("machin ", lexicon="case").corrected == "machine"


def test_lexicons_do_not_mix(words: None) -> None:
    assert ask("machnie", lexicon="article").corrected == ""


def test_any_word_is_enough_where_the_caller_says_so(words: None) -> None:
    question = ask("machine pump", lexicon="case")
    assert _finds(question.any_of, "just a pump")
    assert not _finds(question.tsquery, "just a pump")


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\0", "--", '""', "':*&|!()<->"])
def test_nothing_to_look_for_is_no_question(db, typed: str) -> None:
    assert not ask(typed, lexicon="case")


def test_one_statement_whatever_is_typed(words: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        ask("machnie pupm refnud CAS-1042 " * 4, lexicon="case")


def test_relearning_replaces_a_lexicon(words: None) -> None:
    relearn("case", "SELECT to_tsvector('simple', 'new new words 42') UNION ALL SELECT to_tsvector('simple', 'new')")
    assert dict(SearchWord.objects.values_list("word", "count")) == {"new": 2, "words": 1, "": 2}


class TestAnyText(TestCase):
    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=60) | st.text(alphabet="\"'\\:*&|!()<-> abŉ½ÿ", max_size=40))
    def test_makes_a_valid_query(self, text: str) -> None:
        question = ask(text, lexicon="case")
        assert not question or _finds(question.tsquery, "some text") in (True, False)

    @settings(max_examples=150, deadline=None)
    @given(st.text(alphabet=st.characters(categories=["L", "Nd", "P", "Zs"], max_codepoint=0x24F), max_size=40))
    def test_is_found_by_what_it_says(self, text: str) -> None:
        question = ask(text, lexicon="case")
        assert not question or _finds(question.tsquery, text)
