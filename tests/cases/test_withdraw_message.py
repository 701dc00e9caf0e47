from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from caseway.cases import commands
from caseway.cases.commands import Reply
from caseway.cases.models import Case
from caseway.engagement.commands import AlreadyLeft, begin_sending, mark_failed
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.operations.models import Agent
from caseway.sla.models import Clock

Acting = Callable[[Agent], Actor]
Deliver = Callable[[], int]
ASKING = Reply(text="Which one is it?", status_reason="waiting_for_details")


@pytest.fixture(autouse=True)
def undo_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, undo_seconds=10))


@pytest.fixture
def sent(picked: Case, ana: Actor) -> Message:
    return commands.reply_to_customer(picked, actor=ana, reply=Reply(text="We look into it.", cc=["ben@lumen.example"]))


def first_response(case: Case) -> str:
    return Clock.objects.get(clock_set=case.clock_set_id, kpi__code="first_response").status


def test_a_reply_from_a_page_waits_until_it_can_no_longer_be_taken_back(sent: Message, deliver: Deliver) -> None:
    assert sent.leaves_at - sent.at == pytest.approx(timedelta(seconds=10), abs=timedelta(seconds=1))
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.is_scheduled) == ("queued", False)


def test_a_reply_by_the_api_leaves_at_once(picked: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(picked, actor=replace(ana, via="api"), reply=Reply(text="Hello"))
    assert message.leaves_at == message.at


def test_taking_back_undoes_what_the_reply_did(picked: Case, sent: Message, ana: Actor) -> None:
    picked.refresh_from_db()
    due_at = Clock.objects.get(clock_set=picked.clock_set_id, kpi__code="first_response").due_at
    assert (first_response(picked), picked.is_waiting_for_us) == ("succeeded", False)
    taken = commands.withdraw_message(picked, sent, actor=ana)
    picked.refresh_from_db()
    assert (taken.state, taken.text) == ("canceled", "We look into it.")
    assert (first_response(picked), picked.first_responded_at) == ("in_progress", None)
    assert (picked.is_waiting_for_us, picked.last_message_at) == (True, picked.opened_at)
    assert picked.due_at == due_at


def test_what_was_taken_back_is_never_sent(picked: Case, sent: Message, ana: Actor) -> None:
    commands.withdraw_message(picked, sent, actor=ana)
    Message.objects.update(leaves_at=timezone.now())
    assert begin_sending(sent.pk) is None


def test_what_is_being_sent_is_not_taken_back(picked: Case, sent: Message, ana: Actor) -> None:
    Message.objects.update(leaves_at=timezone.now())
    assert begin_sending(sent.pk) == sent
    with pytest.raises(AlreadyLeft, match="too late"):
        commands.withdraw_message(picked, sent, actor=ana)
    assert first_response(picked) == "succeeded"


def test_the_next_answer_counts_once_the_first_is_taken_back(picked: Case, sent: Message, ana: Actor) -> None:
    second = commands.reply_to_customer(picked, actor=ana, reply=Reply(text="Two"))
    commands.withdraw_message(picked, sent, actor=ana)
    picked.refresh_from_db()
    assert (first_response(picked), picked.first_responded_at) == ("succeeded", second.at)
    assert picked.is_waiting_for_us is False


def test_the_status_it_was_sent_with_is_taken_back_too(picked: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(
        picked, actor=ana, reply=Reply(text="Which?", status_reason="waiting_for_details")
    )
    picked.refresh_from_db()
    assert picked.status_reason_id == "waiting_for_details"
    commands.withdraw_message(picked, message, actor=ana)
    picked.refresh_from_db()
    assert (picked.status_reason_id, picked.on_hold_since, first_response(picked)) == (
        "in_progress",
        None,
        "in_progress",
    )


def test_a_status_chosen_since_then_stays(picked: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(
        picked, actor=ana, reply=Reply(text="Which?", status_reason="waiting_for_details")
    )
    commands.change_status(picked, actor=ana, status_reason="researching")
    commands.withdraw_message(picked, message, actor=ana)
    picked.refresh_from_db()
    assert picked.status_reason_id == "researching"


def test_a_colleague_may_take_it_back_and_a_stranger_may_not(
    picked: Case, sent: Message, colleague: Agent, stranger: Agent, acting: Acting
) -> None:
    with pytest.raises(NotAllowed):
        commands.withdraw_message(picked, sent, actor=acting(stranger))
    sent.refresh_from_db()
    assert sent.state == "queued"
    assert commands.withdraw_message(picked, sent, actor=acting(colleague)).state == "canceled"


def test_a_mail_that_is_refused_does_not_count_as_an_answer(picked: Case, sent: Message, deliver: Deliver) -> None:
    mark_failed(sent.pk, error="550 no such user", is_final=True)
    deliver()
    picked.refresh_from_db()
    assert (first_response(picked), picked.first_responded_at, picked.is_waiting_for_us) == ("in_progress", None, True)


def test_sent_once_more_it_answers_again(picked: Case, sent: Message, ana: Actor, deliver: Deliver) -> None:
    mark_failed(sent.pk, error="550 no such user", is_final=True)
    deliver()
    commands.retry_message(picked, sent, actor=ana)
    picked.refresh_from_db()
    assert (first_response(picked), picked.is_waiting_for_us) == ("succeeded", False)


def test_a_scheduled_reply_answers_only_when_it_leaves(picked: Case, ana: Actor, deliver: Deliver) -> None:
    at = timezone.now() + timedelta(minutes=5)
    message = commands.reply_to_customer(picked, actor=ana, reply=Reply(text="Later", leaves_at=at))
    picked.refresh_from_db()
    assert (message.is_scheduled, message.leaves_at, first_response(picked)) == (True, at, "in_progress")
    assert picked.is_waiting_for_us is True
    commands.reschedule_message(picked, message, actor=ana, leaves_at=None)
    deliver()
    message.refresh_from_db()
    picked.refresh_from_db()
    assert (message.state, picked.is_waiting_for_us) == ("sent", False)
    assert picked.first_responded_at == message.sent_at


def test_a_moment_that_is_over_is_refused(picked: Case, ana: Actor) -> None:
    with pytest.raises(Invalid, match="still to come"):
        commands.reply_to_customer(
            picked, actor=ana, reply=Reply(text="Later", leaves_at=timezone.now() - timedelta(minutes=1))
        )
    assert Message.objects.count() == 0


def test_putting_a_reply_off_takes_the_answer_back_until_it_leaves(picked: Case, sent: Message, ana: Actor) -> None:
    commands.reschedule_message(picked, sent, actor=ana, leaves_at=timezone.now() + timedelta(hours=1))
    picked.refresh_from_db()
    assert (first_response(picked), picked.is_waiting_for_us) == ("in_progress", True)
