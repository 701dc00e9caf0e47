"""No pattern of the mail rules takes time that grows like the square of what a stranger sends."""

import re
import time
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from pkgutil import walk_packages
from types import ModuleType

import pytest

from caseway.engagement.channels.email import rules

SMALL, LARGE = 400, 1_600
MOST_GROWTH = 10
UNDISTURBED_SECONDS = 0.001
MEASUREMENTS = 3
UNITS = (
    " ", "\t", "\n", "\u00a0", ":", "[", "]", "(", "<", "=", '"', "-", "_", ">", "a", "1", "é", "<a>", "a@a", "A1 ",
    "1.", "a: ", " -", "[]", " \n", '<a a="', ' a="a"', "=?a?q?", "(a",
)  # fmt: skip
ENDS = ("", "!x")
METHODS = {"match", "search", "fullmatch", "sub", "findall", "finditer", "split"}


def modules() -> Iterator[ModuleType]:
    names = (found.name for found in walk_packages(rules.__path__, f"{rules.__name__}."))
    return (import_module(name) for name in names if not name.endswith("__main__"))


def patterns() -> Iterator[tuple[str, re.Pattern, str]]:
    """(name, pattern, method) of each constant, by the methods that its own module calls."""
    for module in modules():
        source = getsource(module)
        for name, value in vars(module).items():
            for one in value if isinstance(value, tuple | list) else [value]:
                if isinstance(one, re.Pattern):
                    called = set(re.findall(rf"\b{name}\.(\w+)", source)) & METHODS
                    for method in sorted(called or {"search"}):
                        yield f"{module.__name__.removeprefix(rules.__name__)}.{name}.{method}", one, method


def attack(unit: str, end: str, length: int, pattern: re.Pattern) -> str | bytes:
    text = (unit * length)[:length] + end
    return text.encode() if isinstance(pattern.pattern, bytes) else text


def seconds(pattern: re.Pattern, method: str, text: str | bytes, *, rounds: int = 1) -> float:
    return min(_once(pattern, method, text) for _ in range(rounds))


def _once(pattern: re.Pattern, method: str, text: str | bytes) -> float:
    started = time.process_time()
    if method == "sub":
        pattern.sub(text[:0], text)
    elif method == "finditer":
        pattern.findall(text)
    else:
        getattr(pattern, method)(text)
    return time.process_time() - started


def growth(pattern: re.Pattern, method: str, unit: str, end: str) -> float:
    """How many times longer four times as much takes; 0 where even that takes next to no time."""
    large = attack(unit, end, LARGE, pattern)
    if seconds(pattern, method, large) < UNDISTURBED_SECONDS:
        return 0
    taken = seconds(pattern, method, large, rounds=3)
    return taken / seconds(pattern, method, attack(unit, end, SMALL, pattern), rounds=3)


def slow(found: Iterator[tuple[str, re.Pattern, str]]) -> list[str]:
    """What is slow whenever it is measured: another process that takes the core disturbs one measurement, not each."""
    return [
        f"{name} on {unit!r} and {end!r}"
        for name, pattern, method in found
        for unit in UNITS
        for end in ENDS
        if all(growth(pattern, method, unit, end) > MOST_GROWTH for _ in range(MEASUREMENTS))
    ]


def test_no_pattern_takes_time_like_the_square_of_its_input():
    assert slow(patterns()) == []


def test_the_patterns_are_found():
    names = {name for name, _, _ in patterns()}
    assert {
        ".automatic.subjects._ABSENCE.match",
        ".replies.markers._WROTE.search",
        ".bounces.notices._SUBJECT.match",
    } <= names


@pytest.mark.parametrize(("pattern", "unit"), [(r"(?:a ?)*$", "a "), (r"<[^>]*?>", "<"), (r"\s*:", "\t")])
def test_a_slow_pattern_is_told(pattern, unit):
    assert growth(re.compile(pattern), "search", unit, "!x") > MOST_GROWTH
