"""Who has which topic open, here and on the other gateways. Plain state: no input, no output, nothing stored."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MOST_PEOPLE = 40
SECONDS_OF_TYPING = 10.0
SECONDS_OF_VIEW = 180.0
SECONDS_ELSEWHERE = 90.0


@dataclass(frozen=True, order=True)
class Person:
    """Someone who has a topic open."""

    actor: str
    name: str
    is_typing: bool


People = tuple[Person, ...]


@dataclass
class Visit:
    """One page that shows a topic to its person; times are monotonic seconds."""

    topic: str
    actor: str
    name: str
    seen_at: float
    typed_at: float = float("-inf")


@dataclass
class Elsewhere:
    """Who has a topic open on another gateway, and when it said so."""

    people: People
    heard_at: float = field(default_factory=time.monotonic)


class Presence:
    """`tell(topic)` is called when the people of a topic changed, `announce(topic, people)` when those here did."""

    def __init__(self, tell: Callable[[str], None], announce: Callable[[str, People], None]) -> None:
        self._tell, self._announce = tell, announce
        self._visits: dict[object, Visit] = {}
        self._elsewhere: dict[tuple[str, str], Elsewhere] = {}
        self._people: dict[str, People] = {}
        self._here: dict[str, People] = {}

    def of(self, topic: str) -> People:
        """Everyone who has the topic open, each once, in the order of their actors."""
        return self._people.get(topic, ())

    def here(self) -> dict[str, People]:
        """Those who have it open on this gateway, by topic."""
        return dict(self._here)

    def look(self, page: object, topic: str, *, actor: str, name: str) -> None:
        """The page shows `topic` now; said again, it stays fresh."""
        before = self._visits.get(page)
        typed_at = before.typed_at if before and before.topic == topic else float("-inf")
        self._visits[page] = Visit(topic, actor, name, time.monotonic(), typed_at)
        self._settle({topic} | ({before.topic} if before else set()))

    def leave(self, page: object) -> None:
        """The page shows nothing any more."""
        visit = self._visits.pop(page, None)
        if visit:
            self._settle({visit.topic})

    def type_in(self, page: object, *, is_typing: bool) -> None:
        visit = self._visits.get(page)
        if visit:
            visit.typed_at = time.monotonic() if is_typing else float("-inf")
            self._settle({visit.topic})

    def hear(self, gateway: str, topic: str, people: People) -> None:
        """Another gateway says who has the topic open there."""
        if people:
            self._elsewhere[topic, gateway] = Elsewhere(people)
        else:
            self._elsewhere.pop((topic, gateway), None)
        self._settle({topic})

    def sweep(self) -> None:
        """Forget what nobody refreshed; call it every few seconds."""
        now = time.monotonic()
        for page in [page for page, visit in self._visits.items() if visit.seen_at < now - SECONDS_OF_VIEW]:
            del self._visits[page]
        for key in [key for key, there in self._elsewhere.items() if there.heard_at < now - SECONDS_ELSEWHERE]:
            del self._elsewhere[key]
        self._settle({*self._people, *self._here})

    def _settle(self, topics: set[str]) -> None:
        """Work out who is there now, and say what changed."""
        here = self._visitors(topics)
        there: dict[str, list[Person]] = defaultdict(list)
        for (topic, _), elsewhere in self._elsewhere.items():
            there[topic].extend(elsewhere.people)
        for topic in topics:
            if _replace(self._here, topic, here.get(topic, ())):
                self._announce(topic, here.get(topic, ()))
            if _replace(self._people, topic, _merged([*here.get(topic, ()), *there[topic]])):
                self._tell(topic)

    def _visitors(self, topics: set[str]) -> dict[str, People]:
        typing_since = time.monotonic() - SECONDS_OF_TYPING
        found: dict[str, list[Person]] = defaultdict(list)
        for visit in self._visits.values():
            if visit.topic in topics:
                found[visit.topic].append(Person(visit.actor, visit.name, visit.typed_at > typing_since))
        return {topic: _merged(people) for topic, people in found.items()}


def _replace(known: dict[str, People], topic: str, people: People) -> bool:
    """True when that is news."""
    before = known.pop(topic, ())
    if people:
        known[topic] = people
    return people != before


def _merged(people: Iterable[Person]) -> People:
    """Each actor once; typing, if they type anywhere."""
    by_actor = {person.actor: person for person in sorted(people)}
    return tuple(by_actor.values())[:MOST_PEOPLE]
