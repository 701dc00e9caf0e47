import pytest

from .conformance import CORPUS, DOCUMENT, Behaviour, behaviours, differences, with_table


@pytest.mark.parametrize("behaviour", behaviours(), ids=lambda one: one.identity)
def test_mail_is_read_as_the_corpus_expects(behaviour: Behaviour):
    assert behaviour.differences() == []


def test_the_table_in_the_documentation_is_up_to_date():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert with_table(document) == document, "run: python -m tests.engagement.email.conformance"


def test_each_mail_has_an_expectation_and_each_expectation_a_mail():
    assert {path.with_suffix("") for path in CORPUS.glob("*/*.eml")} == {
        path.with_suffix("") for path in CORPUS.glob("*/*.json")
    }


def test_each_expectation_asks_for_something():
    assert [one.identity for one in behaviours() if not one.expected] == []


def test_an_expectation_is_a_part_of_the_answer_and_its_lists_are_whole():
    found = {"subject": "a", "to": [{"name": "Ann", "email": "a@b.example"}]}
    assert list(differences({"to": [{"email": "a@b.example"}]}, found)) == []
    assert list(differences({"to": [], "subject": "b"}, found)) == [
        "mail.to is [{'name': 'Ann', 'email': 'a@b.example'}], expected []",
        "mail.subject is 'a', expected 'b'",
    ]
