"""Configuration that every message needs and that hardly ever changes: read once, kept for moments."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The answer of a read without arguments, read again after `age`.

    `forget` when this process changed what it reads.
    """

    def __init__(self, read: Callable[[], T], age: timedelta) -> None:
        wraps(read)(self)
        self._read, self._age = read, age.total_seconds()
        self._until: float = 0.0
        self._answer: T | None = None
        _all.append(self)

    def __call__(self) -> T:
        now = time.monotonic()
        if self._answer is None or now >= self._until:
            self._answer, self._until = self._read(), now + self._age
        return self._answer

    def forget(self) -> None:
        self._answer, self._until = None, 0.0


_all: list[Kept[Any]] = []


def kept_for(age: timedelta) -> Callable[[Callable[[], T]], Kept[T]]:
    """Keep what a configuration read returns; another process's change is seen after `age` at the latest."""
    return lambda read: Kept(read, age)


def forget_all() -> None:
    """For tests, and for a process that just changed configuration."""
    for kept in _all:
        kept.forget()
