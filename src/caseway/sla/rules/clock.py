"""One service-level clock as an immutable value: every transition returns the next one.

Time is real; only the amounts are business time. A target is met at its due instant and missed after it. Each
transition first settles what time has already decided, so a pause or success that arrives late changes nothing.
Succeeded, noncompliant and cancelled clocks never change again; recalculating one cancels it and starts another. Only
a success that turns out not to have happened is undone.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from caseway.operations.rules.calendar import Calendar, Pause, deadline, elapsed


class ClockStatus(StrEnum):
    IN_PROGRESS = "in_progress"
    NEARING_NONCOMPLIANCE = "nearing_noncompliance"
    NONCOMPLIANT = "noncompliant"
    SUCCEEDED = "succeeded"
    PAUSED = "paused"
    CANCELED = "canceled"


RUNNING = frozenset({ClockStatus.IN_PROGRESS, ClockStatus.NEARING_NONCOMPLIANCE})
TERMINAL = frozenset({ClockStatus.SUCCEEDED, ClockStatus.NONCOMPLIANT, ClockStatus.CANCELED})


@dataclass(frozen=True)
class Target:
    """Business time until a clock warns (None: never) and fails; ValueError when the warning is not the earlier."""

    fail_after: timedelta
    warn_after: timedelta | None = None

    def __post_init__(self) -> None:
        if self.fail_after <= timedelta(0):
            raise ValueError("The time to fail must be longer than nothing.")
        if self.warn_after is not None and not timedelta(0) <= self.warn_after < self.fail_after:
            raise ValueError("The time to warn must be shorter than the time to fail.")


@dataclass(frozen=True)
class ClockState:
    """What a clock row holds. While paused, the last of `pauses` has no end and `due_at` is where it stood before."""

    status: ClockStatus
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL

    @property
    def is_warned(self) -> bool:
        """Whether the warning instant passed while the clock ran."""
        if self.warn_at is None or self.status in RUNNING:
            return self.status == ClockStatus.NEARING_NONCOMPLIANCE
        until = self.paused_at or self.stopped_at
        return until is not None and self.warn_at <= until

    @property
    def next_at(self) -> datetime | None:
        """The next instant at which `settle` has something to do; None when time alone changes nothing any more."""
        if self.status == ClockStatus.IN_PROGRESS and self.warn_at is not None:
            return min(self.warn_at, self.due_at)
        return self.due_at if self.status in RUNNING else None

    @property
    def paused_at(self) -> datetime | None:
        return self.pauses[-1][0] if self.status == ClockStatus.PAUSED else None


def start(calendar: Calendar, target: Target, *, applicable_from: datetime, now: datetime) -> ClockState:
    """A clock that counts from `applicable_from`, however late it is started: it may be born noncompliant."""
    clock = ClockState(
        status=ClockStatus.IN_PROGRESS,
        started_at=applicable_from,
        due_at=_after(calendar, applicable_from, target.fail_after),
        warn_at=None if target.warn_after is None else _after(calendar, applicable_from, target.warn_after),
    )
    return settle(clock, now=now)


def settle(clock: ClockState, *, now: datetime) -> ClockState:
    """What time alone has done to the clock by `now`: warned at its warning instant, failed just after it was due."""
    if clock.status not in RUNNING:
        return clock
    if clock.warn_at is not None and now >= clock.warn_at:
        clock = replace(clock, status=ClockStatus.NEARING_NONCOMPLIANCE)
    if now > clock.due_at:
        clock = replace(clock, status=ClockStatus.NONCOMPLIANT, stopped_at=clock.due_at)
    return clock


def pause(clock: ClockState, *, at: datetime) -> ClockState:
    """Hold the clock; nothing when it is held already or over by then."""
    clock = settle(clock, now=at)
    if clock.status not in RUNNING:
        return clock
    return replace(clock, status=ClockStatus.PAUSED, pauses=(*clock.pauses, (at, None)))


def resume(clock: ClockState, calendar: Calendar, *, at: datetime) -> ClockState:
    """Go on; the failure moves by the business time held, the warning too unless it was already given."""
    if clock.paused_at is None:
        return clock
    at = max(at, clock.paused_at)
    held = elapsed(calendar, clock.paused_at, at)
    resumed = replace(
        clock,
        pauses=(*clock.pauses[:-1], (clock.paused_at, at)),
        status=ClockStatus.NEARING_NONCOMPLIANCE if clock.is_warned else ClockStatus.IN_PROGRESS,
        due_at=_after(calendar, clock.due_at, held),
        warn_at=clock.warn_at if clock.is_warned or clock.warn_at is None else _after(calendar, clock.warn_at, held),
    )
    return settle(resumed, now=at)


def stop(clock: ClockState, calendar: Calendar, *, at: datetime) -> ClockState:
    """The target was met at `at`: succeeded, also out of a pause, unless it was due before."""
    return _end(clock, calendar, ClockStatus.SUCCEEDED, at)


def reopen(clock: ClockState, *, held_since: datetime | None = None) -> ClockState:
    """What had met the target did not happen: the clock runs on as if it had never stopped, or is held since then."""
    if clock.status != ClockStatus.SUCCEEDED:
        return clock
    is_warned = clock.is_warned
    status = ClockStatus.NEARING_NONCOMPLIANCE if is_warned else ClockStatus.IN_PROGRESS
    clock = replace(clock, status=status, stopped_at=None)
    return clock if held_since is None else pause(clock, at=held_since)


def cancel(clock: ClockState, calendar: Calendar, *, at: datetime) -> ClockState:
    """The clock no longer applies; one that is over by then keeps its result."""
    return _end(clock, calendar, ClockStatus.CANCELED, at)


def supersede(clock: ClockState, calendar: Calendar, *, at: datetime) -> ClockState:
    """Cancel a clock whose result is recalculated: the one way out of succeeded and noncompliant."""
    if clock.status == ClockStatus.CANCELED:
        return clock
    return replace(resume(clock, calendar, at=at), status=ClockStatus.CANCELED, stopped_at=at)


def may_recalculate(clock: ClockState, *, recalculates_terminal: bool) -> bool:
    """Whether a new clock may take this one's place: running ones always, results by setting, cancelled ones never."""
    return clock.status != ClockStatus.CANCELED and (recalculates_terminal or not clock.is_terminal)


def reached(before: ClockState | None, after: ClockState) -> tuple[ClockStatus, ...]:
    """The results newly reached, in order, whose actions are now to run; a late sweep may reach two at once."""
    nearing = after.is_warned and (before is None or not before.is_warned)
    ended = after.is_terminal and (before is None or before.status != after.status)
    return (
        *((ClockStatus.NEARING_NONCOMPLIANCE,) if nearing else ()),
        *((after.status,) if ended and after.status != ClockStatus.CANCELED else ()),
    )


def active_time(clock: ClockState, calendar: Calendar, *, now: datetime) -> timedelta:
    """Business time counted so far (or until its end), holds left out, by the calendar as it is now."""
    return elapsed(calendar, clock.started_at, clock.stopped_at or now, clock.pauses)


def held_time(clock: ClockState, calendar: Calendar, *, now: datetime) -> timedelta:
    """Business time spent on hold, by the calendar as it is now."""
    until = clock.stopped_at or now
    return elapsed(calendar, clock.started_at, until) - elapsed(calendar, clock.started_at, until, clock.pauses)


def remaining_time(clock: ClockState, calendar: Calendar, *, now: datetime) -> timedelta:
    """Business time left until due, negative once overdue; while paused it stands still."""
    at = clock.paused_at or clock.stopped_at or now
    return elapsed(calendar, at, clock.due_at) - elapsed(calendar, clock.due_at, at)


def _end(clock: ClockState, calendar: Calendar, status: ClockStatus, at: datetime) -> ClockState:
    clock = settle(resume(clock, calendar, at=at), now=at)
    return clock if clock.is_terminal else replace(clock, status=status, stopped_at=at)


def _after(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    due = deadline(calendar, start, amount)
    assert due is not None, "without pauses a deadline always has an instant"
    return due
