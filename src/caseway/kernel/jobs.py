"""Work done outside the request: jobs queued in the caller's transaction, and pulses that a worker repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, ParamSpec, cast

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task
from procrastinate.types import JSONDict, TimeDeltaParams

P = ParamSpec("P")
LANES = ("mail", "routing", "default", "insights")


class Job(Generic[P]):
    """A function that a worker runs. It may run twice, so it must be idempotent; its arguments are plain values."""

    def __init__(self, run: Callable[P, None], *, lane: str, retry: int) -> None:
        self.run = run
        area = run.__module__.removeprefix("caseway.").rsplit(".", 1)[0]
        strategy = RetryStrategy(max_attempts=retry, exponential_wait=2) if retry else False
        declare = app.task(name=f"{area}.{run.__name__}", queue=lane, retry=strategy)
        self._task = cast("Task[P, None, ...]", declare(run))

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.run(*args, **kwargs)

    def defer(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue it in the current transaction: nothing runs for what is rolled back."""
        self._task.defer(*args, **_plain(kwargs))

    def defer_to(self, lane: str, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue it in another lane than its own."""
        self._task.configure(queue=lane).defer(*args, **_plain(kwargs))

    def defer_in(self, delay: timedelta, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue it for later."""
        wait: TimeDeltaParams = {"seconds": int(delay.total_seconds())}
        self._task.configure(schedule_in=wait).defer(*args, **_plain(kwargs))


def _plain(values: object) -> JSONDict:
    """A job's arguments are plain values; the database refuses what is not."""
    return cast("JSONDict", values)


def job(*, lane: str, retry: int = 0) -> Callable[[Callable[P, None]], Job[P]]:
    """Declare a job in one of the lanes; `retry` is how often a failure is tried again, waiting 2, 4, 8 … seconds."""
    if lane not in LANES:
        raise ValueError(f"{lane} is not a lane: choose one of {', '.join(LANES)}.")
    return lambda run: Job(run, lane=lane, retry=retry)


@dataclass(frozen=True)
class Pulse:
    name: str
    every: timedelta
    beat: Callable[[], object]


_pulses: list[Pulse] = []


def pulse(every: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare what each worker repeats. Several workers beat at once, so it must share by `SKIP LOCKED`."""

    def declare(beat: Callable[[], object]) -> Callable[[], object]:
        area = beat.__module__.removeprefix("caseway.").rsplit(".", 1)[0]
        _pulses.append(Pulse(f"{area}.{beat.__name__}", every, beat))
        return beat

    return declare


def pulses() -> tuple[Pulse, ...]:
    return tuple(_pulses)
