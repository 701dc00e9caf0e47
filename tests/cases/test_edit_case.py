"""Editing a case on its page: two changes at once are told apart; each question is a dialog or a page."""

from collections.abc import Callable

import pytest
from django.test import Client

from caseway.cases.commands import CaseEdit, edit_case
from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.conftest import gold_case, mailed, owned_case

__all__ = ["gold_case", "mailed", "owned_case"]
ActorFor = Callable[[Agent], Actor]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


@pytest.fixture
def posted(owned_case: Case) -> dict[str, object]:
    """The form as it was opened, nothing changed."""
    was = {"title": owned_case.title, "kind": owned_case.kind, "priority": owned_case.priority, "description": ""}
    before = {f"initial-{name}": value for name, value in was.items()}
    return was | before | {"product": "", "initial-product": "", "version": owned_case.version}


def test_what_somebody_else_changed_elsewhere_stays(
    ana: Client, owned_case: Case, colleague: Agent, acting: ActorFor, posted: dict[str, object]
) -> None:
    edit_case(owned_case, actor=acting(colleague), edit=CaseEdit(priority=1))
    answer = ana.post(f"/cases/{owned_case.number}/edit/", posted | {"title": "Brewer leaks badly"}, headers=HTMX)
    assert answer.status_code == 204
    owned_case.refresh_from_db()
    assert (owned_case.title, owned_case.priority) == ("Brewer leaks badly", 1)


def test_what_both_changed_is_shown_and_chosen(
    ana: Client, owned_case: Case, colleague: Agent, acting: ActorFor, posted: dict[str, object]
) -> None:
    edit_case(owned_case, actor=acting(colleague), edit=CaseEdit(title="Theirs", priority=1))
    mine = posted | {"title": "Mine", "priority": 3, "description": "More"}
    answer = ana.post(f"/cases/{owned_case.number}/edit/", mine, headers=HTMX)
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Somebody changed this", "Mine", "Theirs", "High", "Low"):
        assert words in shown
    owned_case.refresh_from_db()
    assert owned_case.title == "Theirs"
    chosen = mine | {"version": owned_case.version, "keep-title": "theirs", "keep-priority": "mine"}
    assert ana.post(f"/cases/{owned_case.number}/edit/", chosen, headers=HTMX).status_code == 204
    owned_case.refresh_from_db()
    assert (owned_case.title, owned_case.priority, owned_case.description) == ("Theirs", 3, "More")


def test_the_same_change_by_two_is_no_difference(
    ana: Client, owned_case: Case, colleague: Agent, acting: ActorFor, posted: dict[str, object]
) -> None:
    edit_case(owned_case, actor=acting(colleague), edit=CaseEdit(title="Leaks"))
    assert ana.post(f"/cases/{owned_case.number}/edit/", posted | {"title": "Leaks"}, headers=HTMX).status_code == 204


@pytest.mark.parametrize("change", [{"title": ""}, {"priority": "9"}, {"version": "x"}, {"initial-priority": "zzz"}])
def test_wrong_and_hostile_values_change_nothing(
    change: dict[str, object], ana: Client, owned_case: Case, posted: dict[str, object]
) -> None:
    ana.post(f"/cases/{owned_case.number}/edit/", posted | change, headers=HTMX)
    title = owned_case.title
    owned_case.refresh_from_db()
    assert (owned_case.title, owned_case.priority) == (title, 2)


VERBS = ("resolve", "cancel", "status", "edit", "priority", "assign", "route", "add/task")


@pytest.mark.parametrize("verb", VERBS)
def test_each_question_is_a_page_where_htmx_does_not_run(verb: str, ana: Client, owned_case: Case) -> None:
    address = f"/cases/{owned_case.number}/{verb}/"
    page, part = ana.get(address), ana.get(address, headers=HTMX)
    assert page.status_code == part.status_code == 200
    assert "<!doctype html>" in page.content.decode()
    assert 'hx-post="' not in page.content.decode().partition("<form method")[2]
    assert part.content.decode().lstrip().startswith("<form")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_answer_is_422(headers: dict[str, str], ana: Client, owned_case: Case) -> None:
    answer = ana.post(f"/cases/{owned_case.number}/resolve/", {"resolution": ""}, headers=headers)
    assert answer.status_code == 422
    assert "required" in answer.content.decode()
    owned_case.refresh_from_db()
    assert owned_case.is_active
