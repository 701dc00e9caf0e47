"""The flow "Phone to case" as values: gates, moves, ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.flows.rules import (
    FlowPlan,
    FlowState,
    MissingStepsError,
    MoveError,
    StagePlan,
    StepPlan,
    abandon,
    begin,
    finish,
    is_complete,
    mark,
    missing_steps,
    move_back,
    move_forward,
    reactivate,
    time_in_stages,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CUSTOMER, GREETED = StepPlan(11, "Customer", field="contact", is_required=True), StepPlan(12, "Greeted")
ARTICLE = StepPlan(21, "Looked for an article", is_required=True)
IDENTIFY = StagePlan(1, "Identify", (CUSTOMER, GREETED))
RESEARCH = StagePlan(2, "Research", (ARTICLE,))
RESOLVE = StagePlan(3, "Resolve")
PLAN = FlowPlan((IDENTIFY, RESEARCH, RESOLVE))
KNOWN = {"contact": "Maria"}


def in_resolve():
    researched = mark(PLAN, move_forward(PLAN, begin(PLAN, at=NOW), KNOWN, at=NOW + HOUR), 21, is_done=True)
    return move_forward(PLAN, researched, KNOWN, at=NOW + 3 * HOUR)


def test_a_flow_begins_in_its_first_stage():
    progress = begin(PLAN, at=NOW)
    assert (progress.stage_id, progress.state) == (1, FlowState.ACTIVE)


def test_required_steps_gate_the_next_stage():
    with pytest.raises(MissingStepsError, match="Before leaving Identify, complete: Customer") as refusal:
        move_forward(PLAN, begin(PLAN, at=NOW), {"contact": " "}, at=NOW)
    assert refusal.value.steps == (CUSTOMER,)


def test_optional_steps_gate_nothing():
    assert move_forward(PLAN, begin(PLAN, at=NOW), KNOWN, at=NOW).stage_id == 2


def test_a_mark_set_by_hand_opens_the_gate_and_cleared_closes_it():
    progress = move_forward(PLAN, begin(PLAN, at=NOW), KNOWN, at=NOW)
    assert missing_steps(RESEARCH, progress, KNOWN) == (ARTICLE,)
    marked = mark(PLAN, progress, 21, is_done=True)
    assert missing_steps(RESEARCH, marked, KNOWN) == ()
    assert mark(PLAN, marked, 21, is_done=False) == progress


@pytest.mark.parametrize(
    ("value", "complete"),
    [("Maria", True), (0, True), (False, True), (3, True), ("", False), (" ", False), (None, False), ([], False)],
)
def test_a_field_is_complete_when_it_holds_something(value, complete):
    assert is_complete(CUSTOMER, begin(PLAN, at=NOW), {"contact": value}) is complete


def test_a_field_that_the_record_lacks_is_not_complete():
    assert not is_complete(CUSTOMER, begin(PLAN, at=NOW), {})


def test_a_field_step_is_not_marked_by_hand():
    with pytest.raises(MoveError, match="fill it in there"):
        mark(PLAN, begin(PLAN, at=NOW), 11, is_done=True)


def test_an_unknown_step_is_refused():
    with pytest.raises(MoveError, match="not part of the flow"):
        mark(PLAN, begin(PLAN, at=NOW), 99, is_done=True)


def test_back_and_forward_keep_what_was_done():
    back = move_back(PLAN, in_resolve(), at=NOW + 4 * HOUR)
    assert (back.stage_id, back.done) == (2, frozenset({21}))
    assert move_forward(PLAN, back, KNOWN, at=NOW + 5 * HOUR).stage_id == 3


def test_there_is_nothing_before_the_first_or_after_the_last():
    with pytest.raises(MoveError, match="first stage"):
        move_back(PLAN, begin(PLAN, at=NOW), at=NOW)
    with pytest.raises(MoveError, match="finish the flow"):
        move_forward(PLAN, in_resolve(), KNOWN, at=NOW)


def test_only_the_last_stage_finishes():
    with pytest.raises(MoveError, match="go on to Research"):
        finish(PLAN, begin(PLAN, at=NOW), KNOWN, at=NOW)
    finished = finish(PLAN, in_resolve(), KNOWN, at=NOW + 4 * HOUR)
    assert (finished.state, finished.completed_at) == (FlowState.FINISHED, NOW + 4 * HOUR)


def test_required_steps_gate_the_end_too():
    plan = FlowPlan((RESEARCH,))
    with pytest.raises(MissingStepsError):
        finish(plan, begin(plan, at=NOW), {}, at=NOW)


def test_an_abandoned_flow_is_taken_up_where_it_was_left():
    progress = in_resolve()
    left = abandon(progress, at=NOW)
    assert left.state == FlowState.ABORTED
    assert reactivate(left) == progress


def test_a_finished_flow_can_be_reactivated_and_an_active_one_not():
    assert reactivate(finish(PLAN, in_resolve(), KNOWN, at=NOW)) == in_resolve()
    with pytest.raises(MoveError, match="active already"):
        reactivate(in_resolve())


@pytest.mark.parametrize("word", ["finished", "abandoned"])
def test_an_ended_flow_does_not_move(word):
    progress = in_resolve()
    ended = finish(PLAN, progress, KNOWN, at=NOW) if word == "finished" else abandon(progress, at=NOW)
    for move in (
        lambda: move_back(PLAN, ended, at=NOW),
        lambda: move_forward(PLAN, ended, KNOWN, at=NOW),
        lambda: finish(PLAN, ended, KNOWN, at=NOW),
        lambda: abandon(ended, at=NOW),
        lambda: mark(PLAN, ended, 21, is_done=False),
    ):
        with pytest.raises(MoveError, match=f"The flow is {word}"):
            move()


def test_a_stage_removed_from_the_flow_is_told():
    with pytest.raises(MoveError, match="no longer part"):
        move_back(FlowPlan((RESOLVE,)), begin(PLAN, at=NOW), at=NOW)


def test_a_flow_needs_a_stage():
    with pytest.raises(ValueError, match="at least one stage"):
        FlowPlan(())


def test_time_in_stages_adds_up_over_visits():
    progress = move_back(PLAN, in_resolve(), at=NOW + 4 * HOUR)
    assert time_in_stages(progress, now=NOW + 10 * HOUR) == {1: HOUR, 2: 8 * HOUR, 3: HOUR}
    ended = abandon(progress, at=NOW + 5 * HOUR)
    assert time_in_stages(ended, now=NOW + 10 * HOUR) == {1: HOUR, 2: 3 * HOUR, 3: HOUR}


@given(st.lists(st.sampled_from(["forward", "back", "finish", "mark"]), max_size=20), st.booleans())
def test_no_sequence_of_moves_passes_a_closed_gate(names, known):
    values = KNOWN if known else {}
    progress = begin(PLAN, at=NOW)
    moves = {
        "forward": lambda before, values: move_forward(PLAN, before, values, at=NOW),
        "back": lambda before, values: move_back(PLAN, before, at=NOW),
        "finish": lambda before, values: finish(PLAN, before, values, at=NOW),
        "mark": lambda before, values: mark(PLAN, before, 21, is_done=True),
    }
    for name in names:
        before = progress
        try:
            progress = moves[name](progress, values)
        except MoveError:
            assert progress == before
        if progress.stage_id > 1:
            assert known
        if progress.stage_id > 2 or progress.state == FlowState.FINISHED:
            assert 21 in progress.done
