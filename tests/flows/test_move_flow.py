from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseway.flows.commands import (
    FlowCannotMove,
    abandon,
    abandon_for,
    back,
    enter_stage,
    finish,
    finish_for,
    mark_step,
    next_stage,
    reactivate_for,
    start_flow,
)
from caseway.flows.models import Flow, FlowInstance, Step
from caseway.flows.queries import flow_plans, flow_view
from caseway.kernel.access import SYSTEM
from caseway.kernel.audit import changes_of
from caseway.kernel.caching import forget_all
from caseway.kernel.models import EventRecord

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KNOWN = {"customer"}


@pytest.fixture(autouse=True)
def fresh_flows():
    forget_all()


@pytest.fixture
def instance(db) -> FlowInstance:
    with time_machine.travel(NOON, tick=False):
        return start_flow(kind="case", reference="CAS-1")


def names(instance: FlowInstance) -> dict[str, str]:
    return {stage.name: stage.place for stage in flow_view(instance.pk, set()).stages}


def test_a_case_starts_in_identify_with_one_statement(db):
    flow_plans()
    with CaptureQueriesContext(connection) as queries:
        instance = start_flow(kind="case", reference="CAS-1")
    assert len(queries) == 1
    assert names(instance) == {"Identify": "current", "Research": "upcoming", "Resolve": "upcoming"}


def test_other_kinds_of_record_have_no_flow(db):
    assert start_flow(kind="return", reference="R-1") is None
    assert flow_view(None, set()) is None


def test_the_page_costs_one_statement(instance):
    flow_plans()
    with CaptureQueriesContext(connection) as queries:
        view = flow_view(instance.pk, {"customer"})
    assert len(queries) == 1
    assert (view.name, view.state, view.is_first, view.missing) == ("Phone to case", "active", True, ())
    assert [(step.label, step.is_done, step.is_manual) for step in view.current.steps] == [
        ("Customer", True, False),
        ("Contact", False, False),
    ]


def test_required_steps_hold_the_flow_back(instance):
    assert flow_view(instance.pk, set()).missing == ("Customer",)
    with pytest.raises(FlowCannotMove, match="Before leaving Identify, complete: Customer"):
        next_stage(instance, filled=set(), actor=SYSTEM)
    assert names(instance)["Identify"] == "current"
    assert not EventRecord.objects.exists()


def test_going_on_and_back_is_told_and_kept(instance):
    next_stage(instance, filled=KNOWN, actor=SYSTEM)
    assert names(instance) == {"Identify": "done", "Research": "current", "Resolve": "upcoming"}
    back(instance, actor=SYSTEM)
    assert names(instance)["Identify"] == "current"
    assert [record.name for record in EventRecord.objects.all()] == ["flows.StageEntered"] * 2
    assert changes_of(instance).count() == 2


def test_time_in_each_stage_is_counted(instance):
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        next_stage(instance, filled=KNOWN, actor=SYSTEM)
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        view = flow_view(instance.pk, KNOWN)
    assert [stage.spent for stage in view.stages] == [timedelta(minutes=4), timedelta(minutes=6), timedelta(0)]
    assert view.duration == timedelta(minutes=10)


def test_a_stage_is_entered_through_all_between(instance):
    resolve = Flow.objects.get().stages.get(name="Resolve")
    with pytest.raises(FlowCannotMove):
        enter_stage(instance, resolve.pk, filled=set(), actor=SYSTEM)
    entered = enter_stage(instance, resolve.pk, filled=KNOWN, actor=SYSTEM)
    assert len(entered.path) == 3
    assert flow_view(instance.pk, KNOWN).is_last
    with pytest.raises(FlowCannotMove, match="no longer part"):
        enter_stage(instance, 0, filled=KNOWN, actor=SYSTEM)


def test_a_step_without_a_field_is_marked_by_hand(instance):
    step = Step.objects.get(label="Resolution agreed")
    mark_step(instance, step.pk, done=True, actor=SYSTEM)
    assert [s.is_done for s in flow_view(instance.pk, set()).stages[2].steps] == [False, True]
    mark_step(instance, step.pk, done=False, actor=SYSTEM)
    assert not flow_view(instance.pk, set()).stages[2].steps[1].is_done
    with pytest.raises(FlowCannotMove, match="fill it in"):
        mark_step(instance, Step.objects.get(label="Customer").pk, done=True, actor=SYSTEM)


def test_it_is_finished_from_the_last_stage_only(instance):
    with pytest.raises(FlowCannotMove, match="go on to Research"):
        finish(instance, filled=KNOWN, actor=SYSTEM)
    enter_stage(instance, Flow.objects.get().stages.get(name="Resolve").pk, filled=KNOWN, actor=SYSTEM)
    finished = finish(instance, filled=KNOWN, actor=SYSTEM)
    assert finished.state == "finished"
    with pytest.raises(FlowCannotMove, match="reactivate it first"):
        abandon(instance, actor=SYSTEM)


def test_it_ends_with_its_record_and_is_taken_up_with_it(instance):
    finish_for(instance.pk, actor=SYSTEM)
    finish_for(instance.pk, actor=SYSTEM)
    assert flow_view(instance.pk, KNOWN).state == "finished"
    reactivate_for(instance.pk, actor=SYSTEM)
    reactivate_for(instance.pk, actor=SYSTEM)
    assert flow_view(instance.pk, KNOWN).is_active
    abandon_for(instance.pk, actor=SYSTEM)
    assert flow_view(instance.pk, KNOWN).state == "aborted"
    assert [record.name for record in EventRecord.objects.order_by("id")] == [
        "flows.FlowFinished",
        "flows.FlowReactivated",
        "flows.FlowAbandoned",
    ]


def test_records_without_a_flow_end_without_one(db):
    finish_for(None, actor=SYSTEM)
    abandon_for(None, actor=SYSTEM)
    reactivate_for(None, actor=SYSTEM)
    assert not EventRecord.objects.exists()
