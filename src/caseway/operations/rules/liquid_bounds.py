"""Liquid within bounds: which tags and filters there are, and how much time, text and looping a template may use."""

import time
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import lru_cache, wraps

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions.primitive import IntegerLiteral, RangeLiteral
from liquid.expression import Expression
from liquid.token import Token
from liquid.undefined import UNDEFINED

TAGS = frozenset({"if", "unless", "case", "for", "break", "continue", "assign", "capture", "comment", "echo", "#"})
PLUMBING = frozenset({"illegal", "literal", "output", "content"})
FILTERS = frozenset(
    {
        *("abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"),
        *("append", "capitalize", "downcase", "escape", "lstrip", "newline_to_br", "prepend", "remove", "replace"),
        *("rstrip", "split", "squish", "strip", "strip_html", "strip_newlines", "truncate", "truncatewords", "upcase"),
        *("compact", "date", "default", "first", "join", "last", "map", "reverse", "size", "slice", "sort", "uniq"),
        *("url_encode", "where"),
    }
)
DEADLINE = "\0deadline"
"""The name under which a rendering's end of time travels; no template can write it."""
LONGEST_ARGUMENT = 2_000
LARGEST_NUMBER = 10**15
MOST_WORK = 5_000_000


@dataclass(frozen=True)
class Bounds:
    """What one rendering may use: seconds by the clock, bytes of output, loop rounds, characters and tags of source."""

    seconds: float
    output: int
    iterations: int
    source: int
    tags: int


class OutOfBoundsError(Exception):
    """The template wants more than it may have; says what to change."""


class BoundedContext(RenderContext):
    """Looks at the clock whenever something is looked up, looped over, set or filtered."""

    __slots__ = ()

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        self._check_clock()
        return super().get(path, token=token, default=default)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        self._check_clock()
        super().raise_for_loop_limit(length)

    def assign(self, key: str, val: object) -> None:
        self._check_clock()
        super().assign(key, val)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        self._check_clock()
        return super().filter(name, token)

    def _check_clock(self) -> None:
        deadline = self.globals.get(DEADLINE)
        if isinstance(deadline, float) and time.monotonic() > deadline:
            raise OutOfBoundsError("Simplify the template: it takes too long.")


class BoundedTemplate(BoundTemplate):
    context_class = BoundedContext


@lru_cache(maxsize=16)
def bounded_environment(bounds: Bounds, html: bool) -> Environment:
    """An environment with our tags and filters only, and no way to load another template."""
    limits = {
        "loop_iteration_limit": bounds.iterations,
        "local_namespace_limit": bounds.output,
        "output_stream_limit": bounds.output,
        "template_class": BoundedTemplate,
    }
    environment: Environment = type("BoundedEnvironment", (Environment,), limits)(autoescape=html)
    for name in set(environment.tags) - TAGS - PLUMBING:
        del environment.tags[name]
    environment.filters = {name: _bounded(environment.filters[name], bounds) for name in FILTERS}
    return environment


def check_ranges(template: BoundTemplate, bounds: Bounds) -> None:
    """Refuse ranges that are long or whose ends are looked up: even `contains` on a long one can take hours."""
    for expression in _expressions(template):
        if isinstance(expression, RangeLiteral):
            ends = (expression.start, expression.stop)
            if not all(isinstance(end, IntegerLiteral) and abs(end.value) <= bounds.iterations for end in ends):
                raise OutOfBoundsError(f"Write both ends of a range as numbers up to {bounds.iterations:,}: (1..5).")


def _expressions(template: BoundTemplate) -> Iterator[Expression]:
    context = RenderContext(template)
    nodes: list[Node] = list(template.nodes)
    while nodes:
        node = nodes.pop()
        nodes.extend(node.children(context, include_partials=False))
        yield from _inner(list(node.expressions()))


def _inner(expressions: list[Expression]) -> Iterator[Expression]:
    while expressions:
        expression = expressions.pop()
        yield expression
        expressions.extend(expression.children())


def _bounded(function: Callable[..., object], bounds: Bounds) -> Callable[..., object]:
    @wraps(function)
    def bounded(value: object, *args: object, **kwargs: object) -> object:
        work = _size(value, bounds.output)
        for arg in args:
            work *= max(1, _size(arg, LONGEST_ARGUMENT))
        if work > MOST_WORK:
            raise OutOfBoundsError("Simplify the template: a filter would make too much text.")
        result = function(value, *args, **kwargs)
        _size(result, bounds.output)
        return result

    return bounded


def _size(value: object, longest: int) -> int:
    """How long a value is; refuses what is longer than `longest`, and numbers beyond any use."""
    if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
        raise OutOfBoundsError("Use smaller numbers.")
    size = len(value) if isinstance(value, Sized) and not isinstance(value, Mapping) else 1
    if size > longest:
        raise OutOfBoundsError("Simplify the template: a filter would work on too much text.")
    return size
