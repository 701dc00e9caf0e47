"""Which live records a page may watch, asked anew each time it wants a token."""

from collections.abc import Iterable

from django.urls import Resolver404, ResolverMatch, resolve

from caseway.cases.queries import visible_cases
from caseway.cases.queries.cases import pickable_cases
from caseway.kernel.access import Actor
from caseway.routing.queries import visible_queues
from caseway.workspace.queries.work import my_queue_ids

MOST_TOPICS = 200


def topics_of_page(actor: Actor, path: str, wanted: Iterable[str] = ()) -> tuple[str, ...]:
    """The reader's own topic, those of the page at `path`, and of `wanted` (`case:12`, `queue:3`) what they may see."""
    topics = [f"agent:{actor.id}", *_of_page(actor, path), *_reachable(actor, list(wanted)[:MOST_TOPICS])]
    return tuple(dict.fromkeys(topics))


def _of_page(actor: Actor, path: str) -> list[str]:
    match = _resolved(path)
    if match is None:
        return []
    if match.view_name == "workspace:case":
        return _cases(visible_cases(actor).filter(number=match.kwargs["number"]).values_list("pk", flat=True))
    if match.view_name == "workspace:queue":
        return _queues(visible_queues(actor).filter(slug=match.kwargs["slug"]).values_list("pk", flat=True))
    return _queues(my_queue_ids(actor)) if match.view_name == "workspace:home" else []


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _reachable(actor: Actor, wanted: list[str]) -> list[str]:
    """What the reader could still open: nothing is signed because it was signed before."""
    cases, queues = _numbers(wanted, "case"), _numbers(wanted, "queue")
    found = _cases(pickable_cases(actor).filter(pk__in=cases).values_list("pk", flat=True)) if cases else []
    return found + (_queues(visible_queues(actor).filter(pk__in=queues).values_list("pk", flat=True)) if queues else [])


def _numbers(wanted: list[str], kind: str) -> list[int]:
    parts = (topic.partition(":") for topic in wanted)
    return [int(number) for name, _colon, number in parts if name == kind and number.isdecimal() and len(number) < 19]


def _cases(pks: Iterable[int]) -> list[str]:
    return [f"case:{pk}" for pk in pks]


def _queues(pks: Iterable[int]) -> list[str]:
    return [f"queue:{pk}" for pk in pks]
