"""Templates that administrators write, in Liquid: plain data in, text out, within bounds whatever they wrote."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from caseway.operations.rules.liquid_bounds import (
    DEADLINE,
    FILTERS,
    Bounds,
    OutOfBoundsError,
    bounded_environment,
    check_ranges,
)

__all__ = ["BOUNDS", "Bounds", "Data", "TemplateError", "missing", "render", "variables_in"]

Data: TypeAlias = Mapping[str, "Data"] | Sequence["Data"] | str | int | float | Decimal | bool | date | datetime | None

BOUNDS = Bounds(seconds=1.0, output=200_000, iterations=1_000, source=100_000, tags=1_000)


HOSTILE = (
    LiquidError,
    OutOfBoundsError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a filter or tag may raise when a template feeds it nonsense."""


@dataclass(frozen=True)
class TemplateError(ValueError):
    """A template that cannot be used: what to change, and the line (from 1) if it is known."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


def render(source: str, values: Mapping[str, Data], *, html: bool = False, bounds: Bounds = BOUNDS) -> str:
    """Fill the template in; what has no value is empty. With `html`, values are escaped. Raises `TemplateError`."""
    template = _parsed(source, html, bounds)
    try:
        return template.render({**values, DEADLINE: time.monotonic() + bounds.seconds})
    except HOSTILE as error:
        raise _template_error(error) from error


def check(source: str, *, bounds: Bounds = BOUNDS) -> None:
    """Raise `TemplateError` when the template could not be rendered whatever the values."""
    _parsed(source, False, bounds)


def variables_in(source: str) -> tuple[str, ...]:
    """What the template asks for from outside, sorted: `("case.number", "contact.name")`. Raises `TemplateError`."""
    return tuple(sorted({".".join(path) for path in _paths(source)}))


def missing(source: str, values: Mapping[str, Data]) -> tuple[str, ...]:
    """What the template asks for and these values lack; None counts as lacking. Sorted. Raises `TemplateError`."""
    return tuple(sorted({".".join(path) for path in _paths(source) if _find(values, path) is None}))


def _paths(source: str) -> Iterator[tuple[str, ...]]:
    for uses in _parsed(source, False, BOUNDS).analyze().globals.values():
        for variable in uses:
            yield _fixed(variable.segments)


def _fixed(segments: Sequence[object]) -> tuple[str, ...]:
    """The part of a path that is written out: up to an index that is itself looked up."""
    names: list[str] = []
    for segment in segments:
        if isinstance(segment, list):
            break
        names.append(str(segment))
    return tuple(names)


def _find(values: Data, path: Sequence[str]) -> Data:
    for name in path:
        if isinstance(values, Mapping):
            values = values.get(name)
        elif name in ("first", "last", "size") or name.lstrip("-").isdigit():
            return values
        else:
            return None
    return values


@lru_cache(maxsize=256)
def _parsed(source: str, html: bool, bounds: Bounds) -> BoundTemplate:
    if len(source) > bounds.source:
        raise TemplateError(f"Shorten the template to {bounds.source:,} characters.")
    if source.count("{%") + source.count("{{") > bounds.tags:
        raise TemplateError(f"Use at most {bounds.tags:,} tags and variables.")
    try:
        template = bounded_environment(bounds, html).from_string(source)
        check_ranges(template, bounds)
        used = template.analyze().filters
    except HOSTILE as error:
        raise _template_error(error) from error
    for name in sorted(used.keys() - FILTERS):
        line = source.count("\n", 0, used[name][0].index) + 1
        raise TemplateError(f"There is no filter {name!r}. Use one of: {', '.join(sorted(FILTERS))}.", line)
    return template


def _template_error(error: Exception) -> TemplateError:
    """Our sentence for whatever Liquid met."""
    if isinstance(error, OutOfBoundsError):
        return TemplateError(str(error))
    if isinstance(error, LiquidError):
        context = error.context()
        return TemplateError(f"{error.message}.".capitalize(), context[0] if context else None)
    return TemplateError("Simplify the template: it asks for something that cannot be worked out.")
