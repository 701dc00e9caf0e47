from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.models import EventRecord
from caseway.sla.commands import sweep

Deliver = Callable[[], int]


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
