"""The intake monitor: what was decided about each message, and opening a case by hand."""

import pytest

from caseway.cases.models import Case
from caseway.customers.models import Contact
from caseway.intake.models import IntakeLog
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.conftest import Mailed
from tests.workspace.pages import HTMX, IN_PLACE, assert_cheap, page_of, toast_of
from tests.world import World


@pytest.fixture
def skipped(world: World, mailed: Mailed) -> IntakeLog:
    """Somebody unknown wrote, and the rule opened no case."""
    message = mailed(from_email="someone@else.example", from_name="Someone", subject="Do you deliver?")
    return IntakeLog.objects.create(
        message=message, outcome="skipped", reason="unknown_sender", explanation="The sender is unknown."
    )


def test_each_message_stands_with_its_decision_and_reason(
    skipped: IntakeLog, supervisor: Agent, signed_in: SignIn
) -> None:
    client = signed_in(supervisor)
    page = page_of(client, "/intake/")
    for text in ("Do you deliver?", "someone@else.example", "No case", "The sender is unknown.", "Open a case"):
        assert text in page
    assert_cheap(client, "/intake/")


def test_outcomes_narrow_it(skipped: IntakeLog, supervisor: Agent, signed_in: SignIn) -> None:
    client = signed_in(supervisor)
    assert "Do you deliver?" in page_of(client, "/intake/?outcome=skipped", **IN_PLACE)
    assert "Do you deliver?" not in page_of(client, "/intake/?outcome=opened")
    assert "Do you deliver?" in page_of(client, "/intake/?outcome=%00")


def test_a_case_is_opened_by_hand_once(skipped: IntakeLog, supervisor: Agent, signed_in: SignIn) -> None:
    client = signed_in(supervisor)
    assert "is open." in toast_of(client.post(f"/intake/{skipped.pk}/open/", headers=HTMX))
    case = Case.objects.get()
    contact = Contact.objects.get(name="Someone")
    assert (case.title, case.contact, case.origin) == ("Do you deliver?", contact, "email")
    skipped.refresh_from_db()
    assert (skipped.outcome, skipped.case) == ("opened", case)
    assert skipped.explanation == "Sofia Brandt opened it by hand. Before: The sender is unknown."
    assert ChangeRecord.objects.filter(kind="intakelog", object_id=skipped.pk).count() == 1

    again = client.post(f"/intake/{skipped.pk}/open/", headers=HTMX)
    assert (again.status_code, Case.objects.count()) == (409, 1)
    assert f'href="/cases/{case.number}/?message={skipped.message_id}"' in page_of(client, "/intake/")


def test_an_agent_neither_looks_nor_opens(skipped: IntakeLog, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    assert client.get("/intake/").status_code == 403
    assert client.post(f"/intake/{skipped.pk}/open/").status_code == 403
    assert not Case.objects.exists()


def test_what_is_written_in_a_mail_is_text(world: World, mailed: Mailed, supervisor: Agent, signed_in: SignIn) -> None:
    message = mailed(subject="<script>alert(1)</script>", from_name="<b>Eve</b>")
    IntakeLog.objects.create(message=message, outcome="skipped", explanation="<i>why</i>")
    page = page_of(signed_in(supervisor), "/intake/")
    assert ("<script>alert(1)" in page, "<b>Eve" in page, "<i>why" in page) == (False, False, False)
