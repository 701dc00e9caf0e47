from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.caching import forget_all
from caseway.kernel.models import EventRecord
from caseway.sla.commands import sweep
from caseway.sla.models import SlaItem
from tests.world import World

Deliver = Callable[[], int]
RESOLVED_BY = datetime(2026, 11, 24, 10, tzinfo=UTC)  # seven business hours after Monday, ten o'clock


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def told(case: Case) -> list[str]:
    events = EventRecord.objects.filter(subject_kind="case", subject_id=case.pk, name__contains="Due")
    missed = EventRecord.objects.filter(subject_kind="case", subject_id=case.pk, name__contains="Overdue")
    return [event.name for event in (*events, *missed)]


def test_a_case_tells_that_it_is_due_soon_and_then_missed(
    waiting: Case, clock: time_machine.Traveller, deliver: Deliver
) -> None:
    clock.shift(timedelta(minutes=11))  # the warning comes after ten
    sweep(100)
    deliver()
    assert told(waiting) == ["cases.CaseDueSoon"]
    clock.shift(timedelta(minutes=5))
    sweep(100)
    deliver()
    assert told(waiting) == ["cases.CaseDueSoon", "cases.CaseOverdue"]
    waiting.refresh_from_db()
    assert waiting.due_at == datetime(2026, 11, 24, 10, tzinfo=UTC)  # what falls due next: the resolution
    assert waiting.work_item is not None
    waiting.work_item.refresh_from_db()
    assert waiting.work_item.due_at == waiting.due_at


def test_a_closed_case_tells_nothing(picked: Case, ana: Actor, clock: time_machine.Traveller, deliver: Deliver) -> None:
    case = commands.cancel_case(picked, actor=ana)
    clock.shift(timedelta(hours=8))
    sweep(100)
    deliver()
    assert told(case) == []


def test_a_case_whose_promises_are_all_missed_stays_due_when_the_last_one_was(
    waiting: Case, ana: Actor, clock: time_machine.Traveller, deliver: Deliver
) -> None:
    clock.shift(timedelta(days=2))
    sweep(100)
    deliver()
    waiting.refresh_from_db()
    assert waiting.due_at == RESOLVED_BY
    assert waiting.work_item is not None
    assert waiting.work_item.due_at == RESOLVED_BY


def test_a_case_opened_too_late_for_every_promise_is_due_from_the_beginning(
    world: World, ana: Actor, clock: time_machine.Traveller
) -> None:
    began = timezone.now()
    clock.shift(timedelta(days=2))
    late = commands.open_case(commands.NewCase(title="Late", contact=world.maria, opened_at=began), actor=SYSTEM)
    assert late.due_at == RESOLVED_BY
    commands.pick_case(late, actor=ana)
    commands.change_status(late, actor=ana, status_reason="on_hold")
    late.refresh_from_db()
    assert late.due_at == RESOLVED_BY


def test_a_first_response_that_came_late_is_no_longer_owed(
    world: World, ana: Actor, clock: time_machine.Traveller
) -> None:
    SlaItem.objects.exclude(kpi__code="first_response").delete()
    forget_all()
    began = timezone.now()
    clock.shift(timedelta(days=2))
    new = commands.NewCase(title="Late", contact=world.maria, opened_at=began)
    late = commands.pick_case(commands.open_case(new, actor=SYSTEM), actor=ana)
    assert late.due_at == began + timedelta(minutes=15)
    commands.reply_to_customer(late, actor=ana, reply=commands.Reply(text="Sorry."))
    late.refresh_from_db()
    assert late.due_at is None
