"""Taking a figure and its floor by turns, so that a noisy machine disturbs both alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Milliseconds at the median and the 95th percentile, beside the floor's median."""

    name: str
    median: float
    p95: float
    floor: float
    queries: int = 0
    bound: str = ""

    @property
    def ratio(self) -> float:
        return self.median / self.floor if self.floor else 0.0

    def __str__(self) -> str:
        queries = f"{self.queries:3d} queries" if self.queries else " " * 11
        return (
            f"{self.name:<44} {self.median:8.2f} ms  p95 {self.p95:8.2f} ms  {queries}"
            f"  floor {self.floor:7.2f} ms  × {self.ratio:5.1f}  {self.bound}"
        )


def measure(
    name: str, work: Callable[[], object], floor: Callable[[], object], *, rounds: int = 60, **more: object
) -> Figure:
    """Run both by turns after a warm-up."""
    for _ in range(5):
        work()
        floor()
    taken, floors = [], []
    for _ in range(rounds):
        taken.append(_milliseconds(work))
        floors.append(_milliseconds(floor))
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return Figure(name, statistics.median(taken), p95, statistics.median(floors), **more)  # type: ignore[arg-type]


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
