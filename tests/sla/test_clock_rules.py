"""Clocks as values: born, warned, held, resumed, met, missed, and never changed after their end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.operations.rules.calendar import AROUND_THE_CLOCK, Calendar, Interval, Weekday, deadline, elapsed
from caseway.sla.rules.clock import (
    TERMINAL,
    ClockState,
    ClockStatus,
    Target,
    active_time,
    cancel,
    held_time,
    may_recalculate,
    pause,
    reached,
    remaining_time,
    resume,
    settle,
    start,
    stop,
    supersede,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
OFFICE = Calendar(
    "Europe/Berlin",
    {day: (Interval(9 * HOUR, 17 * HOUR),) for day in tuple(Weekday)[:5]},
    frozenset({date(2026, 12, 25)}),
)
TARGET = Target(fail_after=60 * MINUTE, warn_after=40 * MINUTE)


def at(text: str) -> datetime:
    """A time on Monday 23 November 2026 (or the day written) in Berlin, as UTC."""
    text = text if "T" in text else f"2026-11-23T{text}"
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE.zone).astimezone(UTC)


def running(target: Target = TARGET, since: str = "10:00") -> ClockState:
    return start(OFFICE, target, applicable_from=at(since), now=at(since))


# ---- born


def test_a_clock_starts_with_its_instants():
    clock = running()
    assert (clock.status, clock.started_at, clock.warn_at, clock.due_at) == (
        ClockStatus.IN_PROGRESS,
        at("10:00"),
        at("10:40"),
        at("11:00"),
    )
    assert clock.next_at == at("10:40")


def test_without_a_warning_the_next_instant_is_the_failure():
    clock = running(Target(HOUR))
    assert clock.warn_at is None
    assert clock.next_at == at("11:00")


def test_a_clock_started_late_counts_from_when_it_applies():
    clock = start(OFFICE, TARGET, applicable_from=at("10:00"), now=at("10:50"))
    assert clock.status == ClockStatus.NEARING_NONCOMPLIANCE
    assert clock.due_at == at("11:00")


def test_a_clock_may_be_born_noncompliant_and_then_both_actions_run():
    clock = start(OFFICE, TARGET, applicable_from=at("10:00"), now=at("15:00"))
    assert (clock.status, clock.stopped_at, clock.next_at) == (ClockStatus.NONCOMPLIANT, at("11:00"), None)
    assert reached(None, clock) == (ClockStatus.NEARING_NONCOMPLIANCE, ClockStatus.NONCOMPLIANT)


@pytest.mark.parametrize(("fail", "warn"), [(0, None), (-1, None), (60, 60), (60, 61), (60, -1)])
def test_impossible_targets_are_refused(fail, warn):
    with pytest.raises(ValueError, match="must be"):
        Target(fail * MINUTE, None if warn is None else warn * MINUTE)


# ---- time passes


def test_it_warns_at_the_warning_instant():
    assert settle(running(), now=at("10:40") - TICK).status == ClockStatus.IN_PROGRESS
    warned = settle(running(), now=at("10:40"))
    assert warned.status == ClockStatus.NEARING_NONCOMPLIANCE
    assert warned.next_at == at("11:00")
    assert reached(running(), warned) == (ClockStatus.NEARING_NONCOMPLIANCE,)


def test_it_is_in_time_at_the_due_instant_and_not_after():
    assert settle(running(), now=at("11:00")).status == ClockStatus.NEARING_NONCOMPLIANCE
    failed = settle(running(), now=at("11:00") + TICK)
    assert (failed.status, failed.stopped_at) == (ClockStatus.NONCOMPLIANT, at("11:00"))


def test_a_late_sweep_says_when_it_really_failed_and_runs_both_actions():
    failed = settle(running(), now=at("2026-11-27T15:00"))
    assert failed.stopped_at == at("11:00")
    assert reached(running(), failed) == (ClockStatus.NEARING_NONCOMPLIANCE, ClockStatus.NONCOMPLIANT)


def test_a_warned_clock_that_fails_runs_only_the_failure():
    warned = settle(running(), now=at("10:45"))
    assert reached(warned, settle(warned, now=at("12:00"))) == (ClockStatus.NONCOMPLIANT,)


# ---- met


def test_met_in_time_is_succeeded():
    met = stop(running(), OFFICE, at=at("10:12:30"))
    assert (met.status, met.stopped_at, met.next_at) == (ClockStatus.SUCCEEDED, at("10:12:30"), None)
    assert reached(running(), met) == (ClockStatus.SUCCEEDED,)


def test_met_at_the_due_instant_is_succeeded():
    assert stop(running(), OFFICE, at=at("11:00")).status == ClockStatus.SUCCEEDED


def test_met_too_late_is_noncompliant_even_if_nothing_swept_it():
    missed = stop(running(), OFFICE, at=at("11:00") + TICK)
    assert (missed.status, missed.stopped_at) == (ClockStatus.NONCOMPLIANT, at("11:00"))


def test_met_while_on_hold_is_succeeded_and_the_hold_is_closed():
    met = stop(pause(running(), at=at("10:30")), OFFICE, at=at("2026-11-24T10:00"))
    assert met.status == ClockStatus.SUCCEEDED
    assert met.pauses == ((at("10:30"), at("2026-11-24T10:00")),)
    assert met.due_at == at("2026-11-24T10:30")


# ---- held


def test_a_held_clock_has_nothing_coming():
    held = pause(running(), at=at("10:30"))
    assert (held.status, held.paused_at, held.next_at) == (ClockStatus.PAUSED, at("10:30"), None)
    assert settle(held, now=at("2026-12-23T10:00")) == held
    assert reached(running(), held) == ()


def test_resuming_moves_warning_and_failure_by_the_time_held():
    clock = resume(pause(running(), at=at("10:30")), OFFICE, at=at("11:30"))
    assert (clock.status, clock.warn_at, clock.due_at) == (ClockStatus.IN_PROGRESS, at("11:40"), at("12:00"))


def test_a_night_on_hold_adds_nothing():
    clock = resume(pause(running(since="16:30"), at=at("17:00")), OFFICE, at=at("2026-11-24T09:00"))
    assert clock.due_at == at("2026-11-24T09:30")


def test_a_hold_from_evening_to_morning_adds_only_business_time():
    clock = resume(pause(running(since="16:30"), at=at("16:40")), OFFICE, at=at("2026-11-24T09:05"))
    assert clock.due_at == at("2026-11-24T09:55")


def test_a_warning_given_before_the_hold_does_not_move():
    held = pause(running(), at=at("10:45"))
    clock = resume(held, OFFICE, at=at("11:45"))
    assert (clock.status, clock.warn_at, clock.due_at) == (
        ClockStatus.NEARING_NONCOMPLIANCE,
        at("10:40"),
        at("12:00"),
    )
    assert reached(held, clock) == ()


def test_a_hold_after_the_failure_changes_nothing():
    failed = pause(running(), at=at("11:30"))
    assert failed.status == ClockStatus.NONCOMPLIANT
    assert failed.pauses == ()
    assert resume(failed, OFFICE, at=at("12:30")) == failed


def test_holding_twice_keeps_the_first_and_resuming_a_running_clock_changes_nothing():
    held = pause(running(), at=at("10:30"))
    assert pause(held, at=at("10:35")) == held
    assert resume(running(), OFFICE, at=at("10:30")) == running()


# ---- over


@pytest.mark.parametrize(
    "ended",
    [
        stop(running(), OFFICE, at=at("10:10")),
        settle(running(), now=at("12:00")),
        cancel(running(), OFFICE, at=at("10:10")),
    ],
)
def test_nothing_changes_a_clock_that_ended(ended):
    assert ended.is_terminal
    later = at("2026-11-24T10:00")
    assert settle(ended, now=later) == ended
    assert pause(ended, at=later) == ended
    assert resume(ended, OFFICE, at=later) == ended
    assert stop(ended, OFFICE, at=later) == ended
    assert cancel(ended, OFFICE, at=later) == ended
    assert reached(ended, ended) == ()


def test_a_cancelled_clock_runs_no_action():
    cancelled = cancel(running(), OFFICE, at=at("10:10"))
    assert (cancelled.status, cancelled.stopped_at) == (ClockStatus.CANCELED, at("10:10"))
    assert reached(running(), cancelled) == ()


def test_cancelling_too_late_keeps_the_failure():
    assert cancel(running(), OFFICE, at=at("11:30")).status == ClockStatus.NONCOMPLIANT


def test_recalculating_cancels_the_result():
    met = stop(running(), OFFICE, at=at("10:10"))
    assert supersede(met, OFFICE, at=at("12:00")) == replace(met, status=ClockStatus.CANCELED, stopped_at=at("12:00"))


@pytest.mark.parametrize(
    ("status", "by_default", "by_setting"),
    [
        (ClockStatus.IN_PROGRESS, True, True),
        (ClockStatus.NEARING_NONCOMPLIANCE, True, True),
        (ClockStatus.PAUSED, True, True),
        (ClockStatus.SUCCEEDED, False, True),
        (ClockStatus.NONCOMPLIANT, False, True),
        (ClockStatus.CANCELED, False, False),
    ],
)
def test_which_clocks_may_be_recalculated(status, by_default, by_setting):
    clock = replace(running(), status=status)
    assert may_recalculate(clock, recalculates_terminal=False) is by_default
    assert may_recalculate(clock, recalculates_terminal=True) is by_setting


# ---- measured


def test_active_held_and_remaining_time_are_business_time():
    clock = resume(pause(running(), at=at("10:30")), OFFICE, at=at("11:30"))
    assert active_time(clock, OFFICE, now=at("11:45")) == 45 * MINUTE
    assert held_time(clock, OFFICE, now=at("11:45")) == 60 * MINUTE
    assert remaining_time(clock, OFFICE, now=at("11:45")) == 15 * MINUTE


def test_remaining_time_stands_still_on_hold_and_goes_negative_when_overdue():
    assert remaining_time(pause(running(), at=at("10:30")), OFFICE, now=at("16:00")) == 30 * MINUTE
    assert remaining_time(running(), OFFICE, now=at("2026-11-24T09:10")) == timedelta(hours=-6, minutes=-10)


def test_an_ended_clock_measures_until_its_end():
    met = stop(running(), OFFICE, at=at("10:12"))
    assert active_time(met, OFFICE, now=at("2026-12-01T10:00")) == 12 * MINUTE
    assert remaining_time(met, OFFICE, now=at("2026-12-01T10:00")) == 48 * MINUTE


# ---- properties

starts = st.timedeltas(timedelta(0), timedelta(days=280)).map(lambda after: datetime(2026, 3, 20, tzinfo=UTC) + after)
gaps = st.timedeltas(timedelta(0), timedelta(days=4))
targets = st.builds(
    lambda fail, share: Target(fail * MINUTE, None if share is None else fail * MINUTE * share / 100),
    st.integers(1, 3000),
    st.none() | st.integers(0, 99),
)
acts = st.lists(st.tuples(st.sampled_from(["pause", "resume", "settle", "stop", "cancel"]), gaps), max_size=8)
calendars = st.sampled_from([OFFICE, AROUND_THE_CLOCK])


def do(act: str, clock: ClockState, calendar: Calendar, now: datetime) -> ClockState:
    if act == "pause":
        return pause(clock, at=now)
    if act == "settle":
        return settle(clock, now=now)
    return {"resume": resume, "stop": stop, "cancel": cancel}[act](clock, calendar, at=now)


def lived(calendar: Calendar, target: Target, begin: datetime, acts) -> list[ClockState]:
    now, life = begin, [start(calendar, target, applicable_from=begin, now=begin)]
    for act, gap in acts:
        now += gap
        life.append(do(act, life[-1], calendar, now))
    return life


@settings(deadline=None)
@given(calendars, targets, starts, acts)
def test_the_deadline_is_always_the_one_that_the_holds_explain(calendar, target, begin, acts):
    for clock in lived(calendar, target, begin, acts):
        closed = [hold for hold in clock.pauses if hold[1] is not None]
        assert clock.due_at == deadline(calendar, begin, target.fail_after, closed)
        if target.warn_after is not None:
            assert clock.warn_at == deadline(calendar, begin, target.warn_after, closed)


@settings(deadline=None)
@given(calendars, targets, starts, acts)
def test_after_its_end_a_clock_is_the_same_for_ever(calendar, target, begin, acts):
    life = lived(calendar, target, begin, acts)
    for before, after in pairwise(life):
        if before.status in TERMINAL:
            assert after == before


@settings(deadline=None)
@given(calendars, targets, starts, acts)
def test_each_result_is_reached_once(calendar, target, begin, acts):
    life = lived(calendar, target, begin, acts)
    results = [result for before, after in zip([None, *life], life, strict=False) for result in reached(before, after)]
    assert len(results) == len(set(results))
    assert ClockStatus.SUCCEEDED not in results or ClockStatus.NONCOMPLIANT not in results


@settings(deadline=None)
@given(calendars, targets, starts, acts)
def test_succeeded_means_no_more_time_was_used_than_given(calendar, target, begin, acts):
    clock = lived(calendar, target, begin, [*acts, ("stop", timedelta(0))])[-1]
    used = active_time(clock, calendar, now=clock.stopped_at)
    assert used <= target.fail_after
    if clock.status == ClockStatus.NONCOMPLIANT:
        assert used == target.fail_after


@settings(deadline=None)
@given(calendars, targets, starts, gaps, gaps)
def test_sweeping_at_each_next_instant_ends_where_one_late_sweep_does(calendar, target, begin, one, two):
    now = begin + one + two
    clock = start(calendar, target, applicable_from=begin, now=begin)
    stepped = settle(settle(clock, now=begin + one), now=now)
    assert stepped == settle(clock, now=now)
    assert stepped.next_at is None or stepped.next_at >= now
    assert elapsed(calendar, begin, stepped.due_at) == target.fail_after
