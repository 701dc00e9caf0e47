from datetime import timedelta

import pytest

from caseway.kernel.access import SYSTEM
from caseway.kernel.models import EventRecord
from caseway.sla.commands import (
    cancel_clocks,
    change_policy,
    pause_clocks,
    reevaluate,
    restart_clocks,
    resume_clocks,
    start_clocks,
    stop_clocks,
    succeed,
)
from caseway.sla.models import Clock, ClockSet, SlaSettings
from caseway.sla.queries import clocks_of, plans
from caseway.sla.testing import make_policy
from tests.sla.conftest import at

GOLD = {"condition": {"field": "tier", "op": "is", "value": "gold"}}
STANDARD = {"condition": {"field": "tier", "op": "is", "value": "standard"}}


@pytest.fixture
def clock_set(office, travel) -> ClockSet:
    """15 minutes to answer and 8 hours to resolve from Monday 10:00, in office hours."""
    policy = make_policy("Gold", kind="probe", calendar=office, is_default=True)
    return begin(policy.pk, travel)


def begin(policy_id, travel, **values) -> ClockSet:
    with travel("10:00"):
        return start_clocks(
            kind="probe",
            reference="P-1",
            attributes=values.pop("attributes", {"tier": "gold"}),
            started_at=at("10:00"),
            entitlement_policy_id=policy_id,
            actor=SYSTEM,
            **values,
        )


def standing(clock_set: ClockSet) -> list[tuple[str, str]]:
    return [(clock.kpi, clock.status) for clock in clocks_of(clock_set.pk)]


def due(clock_set: ClockSet) -> list:
    return [clock.due_at for clock in clocks_of(clock_set.pk)]


def test_without_a_clock_set_nothing_happens(db):
    when = at("10:00")
    assert succeed(None, "resolve", at=when, actor=SYSTEM) is None
    assert stop_clocks(None, at=when, actor=SYSTEM) is None
    assert cancel_clocks(None, at=when, actor=SYSTEM) is None
    assert pause_clocks(None, at=when, actor=SYSTEM) is None
    assert resume_clocks(None, at=when, actor=SYSTEM) is None
    assert restart_clocks(None, at=when, actor=SYSTEM) is None
    assert reevaluate(None, attributes={}, at=when, actor=SYSTEM) is None
    assert change_policy(None, policy_id=1, source="manual", at=when, actor=SYSTEM) is None


def test_answering_in_time_leaves_the_resolution_as_the_nearest_promise(clock_set, travel):
    with travel("10:12"):
        kept = succeed(clock_set.pk, "first_response", at=at("10:12"), actor=SYSTEM)
        assert standing(clock_set) == [("first_response", "succeeded"), ("resolve", "in_progress")]
    assert kept.due_at == at("2026-11-24T10:00")
    assert EventRecord.objects.get().name == "sla.ClockSucceeded"


def test_answering_too_late_is_a_broken_promise_even_before_the_sweep(clock_set, travel):
    with travel("10:20"):
        succeed(clock_set.pk, "first_response", at=at("10:20"), actor=SYSTEM)
        assert standing(clock_set)[0] == ("first_response", "noncompliant")
    assert EventRecord.objects.get().name == "sla.ClockFailed"


def test_resolving_keeps_its_promise_and_cancels_the_answer_that_was_not_needed(clock_set, travel):
    with travel("10:10"):
        ended = stop_clocks(clock_set.pk, at=at("10:10"), actor=SYSTEM)
    assert standing(clock_set) == [("first_response", "canceled"), ("resolve", "succeeded")]
    assert ended.due_at is None


def test_resolving_does_not_hide_an_answer_that_came_too_late(clock_set, travel):
    with travel("11:00"):
        stop_clocks(clock_set.pk, at=at("11:00"), actor=SYSTEM)
    assert standing(clock_set) == [("first_response", "noncompliant"), ("resolve", "succeeded")]


def test_cancelling_ends_every_promise(clock_set, travel):
    with travel("10:10"):
        cancel_clocks(clock_set.pk, at=at("10:10"), actor=SYSTEM)
    assert standing(clock_set) == [("first_response", "canceled"), ("resolve", "canceled")]
    assert not EventRecord.objects.exists()


def test_a_hold_moves_what_may_pause_by_business_time_only(office, travel):
    policy = make_policy(
        "Gold", ("first_response", 15, {"may_pause": False}), ("resolve", 480), kind="probe", calendar=office
    )
    clock_set = begin(policy.pk, travel)
    with travel("10:10"):
        held = pause_clocks(clock_set.pk, at=at("10:10"), actor=SYSTEM)
    assert held.due_at == at("10:15")
    with travel("10:12"):
        clocks = clocks_of(clock_set.pk)
    assert [clock.is_paused for clock in clocks] == [False, True]
    assert clocks[1].remaining == timedelta(hours=7, minutes=50)
    assert "On hold since" in clocks[1].explanation
    with travel("2026-11-24T09:10"):
        resumed = resume_clocks(clock_set.pk, at=at("2026-11-24T09:10"), actor=SYSTEM)
    assert due(clock_set) == [at("10:15"), at("2026-11-24T17:00")]
    assert resumed.pauses == [[at("10:10").isoformat(), at("2026-11-24T09:10").isoformat()]]
    assert "(+7 hours)" in clocks_of(clock_set.pk)[1].explanation


def test_another_tier_cancels_what_no_longer_applies_and_starts_what_does(office, travel):
    policy = make_policy(
        "Mixed",
        ("first_response", 15, GOLD),
        ("first_response", 60, STANDARD),
        ("resolve", 480),
        kind="probe",
        calendar=office,
    )
    clock_set = begin(policy.pk, travel)
    resolve = Clock.objects.get(kpi__code="resolve")
    with travel("10:05"):
        changed = reevaluate(clock_set.pk, attributes={"tier": "standard"}, at=at("10:05"), actor=SYSTEM)
    assert changed.due_at == at("11:00")
    assert due(clock_set) == [at("11:00"), at("2026-11-24T10:00")]
    assert list(Clock.objects.order_by("id").values_list("status", flat=True)) == [
        "canceled",
        "in_progress",
        "in_progress",
    ]
    assert clocks_of(clock_set.pk)[1].id == resolve.pk


def test_a_promise_may_be_withdrawn_and_made_again(office, travel):
    policy = make_policy("Gold", ("first_response", 15, GOLD), kind="probe", calendar=office)
    clock_set = begin(policy.pk, travel)
    with travel("10:05"):
        reevaluate(clock_set.pk, attributes={"tier": "standard"}, at=at("10:05"), actor=SYSTEM)
        assert standing(clock_set) == [("first_response", "canceled")]
        again = reevaluate(clock_set.pk, attributes={"tier": "gold"}, at=at("10:06"), actor=SYSTEM)
        assert standing(clock_set) == [("first_response", "in_progress")]
    assert again.due_at == at("10:15")


def test_a_new_promise_may_be_born_broken_and_what_was_met_stays_met(office, travel):
    policy = make_policy(
        "Mixed", ("first_response", 60, STANDARD), ("resolve", 30, GOLD), kind="probe", calendar=office
    )
    clock_set = begin(policy.pk, travel, attributes={"tier": "standard"})
    with travel("10:30"):
        succeed(clock_set.pk, "first_response", at=at("10:30"), actor=SYSTEM)
    with travel("11:00"):
        reevaluate(clock_set.pk, attributes={"tier": "gold"}, at=at("11:00"), actor=SYSTEM)
    assert standing(clock_set) == [("first_response", "succeeded"), ("resolve", "noncompliant")]


def test_a_promise_made_while_on_hold_is_on_hold(office, travel):
    policy = make_policy("Mixed", ("resolve", 60, GOLD), ("resolve", 120, STANDARD), kind="probe", calendar=office)
    clock_set = begin(policy.pk, travel)
    with travel("10:20"):
        pause_clocks(clock_set.pk, at=at("10:20"), actor=SYSTEM)
    with travel("11:00"):
        reevaluate(clock_set.pk, attributes={"tier": "standard"}, at=at("11:00"), actor=SYSTEM)
        assert standing(clock_set) == [("resolve", "paused")]
    with travel("11:20"):
        assert resume_clocks(clock_set.pk, at=at("11:20"), actor=SYSTEM).due_at == at("13:00")


def test_the_contracts_policy_replaces_the_default_and_gives_way_to_it_again(clock_set, office, travel):
    default = clock_set.policy_id
    ClockSet.objects.update(source="default")
    contract = make_policy("Contract", ("first_response", 5), kind="probe", calendar=office)
    with travel("10:01"):
        changed = change_policy(clock_set.pk, policy_id=contract.pk, source="entitlement", at=at("10:01"), actor=SYSTEM)
        assert (changed.policy_id, changed.due_at) == (contract.pk, at("10:05"))
        back = change_policy(clock_set.pk, policy_id=None, source="entitlement", at=at("10:02"), actor=SYSTEM)
    assert (back.policy_id, back.source, back.due_at) == (default, "default", at("10:15"))
    assert Clock.objects.filter(status="canceled").count() == 3


def test_a_manual_choice_stays_unless_the_settings_let_it_go(clock_set, office, travel):
    mine, theirs = (make_policy(name, ("resolve", 30), kind="probe", calendar=office) for name in ("Mine", "Theirs"))
    with travel("10:01"):
        change_policy(clock_set.pk, policy_id=mine.pk, source="manual", at=at("10:01"), actor=SYSTEM)
        stays = change_policy(clock_set.pk, policy_id=theirs.pk, source="entitlement", at=at("10:02"), actor=SYSTEM)
        assert (stays.policy_id, stays.source) == (mine.pk, "manual")
        SlaSettings.objects.update(may_replace_manual=True)
        plans.forget()
        goes = change_policy(clock_set.pk, policy_id=theirs.pk, source="entitlement", at=at("10:03"), actor=SYSTEM)
    assert (goes.policy_id, goes.source) == (theirs.pk, "entitlement")


def test_opening_a_record_again_leaves_its_results_as_they_are(clock_set, travel):
    with travel("10:10"):
        stop_clocks(clock_set.pk, at=at("10:10"), actor=SYSTEM)
    with travel("12:10"):
        assert restart_clocks(clock_set.pk, at=at("12:10"), actor=SYSTEM).due_at is None
    assert standing(clock_set) == [("first_response", "canceled"), ("resolve", "succeeded")]


def test_by_setting_the_promises_count_on_and_closed_time_is_left_out(clock_set, travel):
    SlaSettings.objects.update(recalculates_terminal=True)
    plans.forget()
    with travel("10:10"):
        stop_clocks(clock_set.pk, at=at("10:10"), actor=SYSTEM)
    EventRecord.objects.all().delete()
    with travel("12:10"):
        again = restart_clocks(clock_set.pk, at=at("12:10"), actor=SYSTEM)
        assert standing(clock_set) == [("first_response", "in_progress"), ("resolve", "in_progress")]
    assert (again.due_at, due(clock_set)[1]) == (at("12:15"), at("2026-11-24T12:00"))
    assert not EventRecord.objects.exists()
