from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from caseway.cases import commands
from caseway.cases.commands import CaseAlreadyClosed, CaseEdit
from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.errors import Conflict, Invalid
from caseway.sla.models import Clock

MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY_AT_TEN, tick=False) as coordinates:
        yield coordinates


def due(case: Case, kpi: str) -> datetime:
    return Clock.objects.filter(clock_set=case.clock_set_id, kpi__code=kpi).exclude(status="canceled").get().due_at


def test_a_hold_adds_its_business_time_only(picked: Case, ana: Actor, clock: time_machine.Traveller) -> None:
    assert due(picked, "resolve") == datetime(2026, 11, 24, 10, tzinfo=UTC)  # 7 business hours
    commands.change_status(picked, actor=ana, status_reason="on_hold")
    clock.shift(timedelta(hours=24))  # until Tuesday ten o'clock: 7 business hours later
    case = commands.change_status(picked, actor=ana, status_reason="in_progress")
    assert due(picked, "resolve") == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert case.on_hold_since is None


def test_resolved_is_no_status_one_can_choose(picked: Case, ana: Actor) -> None:
    with pytest.raises(Invalid):
        commands.change_status(picked, actor=ana, status_reason="problem_solved")
    picked.refresh_from_db()
    assert picked.state == "active"


def test_a_lost_edit_is_refused(picked: Case, ana: Actor) -> None:
    seen = picked.version
    commands.edit_case(picked, actor=ana, edit=CaseEdit(title="First", version=seen))
    with pytest.raises(Conflict):
        commands.edit_case(picked, actor=ana, edit=CaseEdit(title="Second", version=seen))
    picked.refresh_from_db()
    assert picked.title == "First"


def test_editing_keeps_the_work_item_true(picked: Case, ana: Actor) -> None:
    case = commands.edit_case(picked, actor=ana, edit=CaseEdit(title="Brewer drips", priority=1))
    assert case.work_item is not None
    case.work_item.refresh_from_db()
    assert (case.work_item.title, case.work_item.priority) == ("Brewer drips", 1)
    assert case.work_item.attributes["priority"] == "1"


def test_a_closed_case_is_read_only(picked: Case, ana: Actor) -> None:
    case = commands.cancel_case(picked, actor=ana)
    for verb in (
        lambda: commands.edit_case(case, actor=ana, edit=CaseEdit(title="x")),
        lambda: commands.change_status(case, actor=ana, status_reason="on_hold"),
        lambda: commands.add_note(case, actor=ana, text="x"),
        lambda: commands.reply_to_customer(case, actor=ana, reply=commands.Reply(text="x")),
    ):
        with pytest.raises(CaseAlreadyClosed):
            verb()
