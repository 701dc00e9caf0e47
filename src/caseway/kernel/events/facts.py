"""What an event is, and who reacts to it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar

from caseway.kernel.models import EventRecord


class Speed(StrEnum):
    AT_ONCE = "at once"
    SOON = "soon"
    IN_BULK = "in bulk"


at_once, soon, in_bulk = Speed.AT_ONCE, Speed.SOON, Speed.IN_BULK

_types: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact about one record: `subject` names its kind, and the field `<subject>_id` holds its id."""

    subject: ClassVar[str]
    actor: str

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _types[cls.event_name()] = cls

    @classmethod
    def event_name(cls) -> str:
        """`cases.CaseResolved`: the area and the fact."""
        return f"{cls.__module__.rsplit('.events', 1)[0].rsplit('.', 1)[-1]}.{cls.__name__}"

    @property
    def subject_id(self) -> int:
        return int(getattr(self, f"{self.subject}_id"))

    @property
    def topic(self) -> str:
        return f"{self.subject}:{self.subject_id}"

    def payload(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if name != "actor"}


E = TypeVar("E", bound=Event)
Reaction = Callable[[E], None]


@dataclass(frozen=True)
class Handler:
    name: str
    speed: Speed
    lane: str
    react: Callable[[Event], None]


Reader = Callable[[Sequence[EventRecord]], None]

_handlers: dict[str, list[Handler]] = defaultdict(list)
_readers: dict[str, Reader] = {}


def on(event_type: type[E], speed: Speed, *, lane: str = "default") -> Callable[[Reaction[E]], Reaction[E]]:
    """Declare a handler. It must be idempotent and read the current state: it may run twice, and in any order.

    `lane` is the worker's lane of a handler that runs soon.
    """

    def declare(react: Reaction[E]) -> Reaction[E]:
        handler = Handler(_name_of(react), speed, lane, react)  # type: ignore[arg-type]
        _handlers[event_type.event_name()].append(handler)
        return react

    return declare


def on_every(read: Reader) -> Reader:
    """Declare a reader of all events, in bulk and in order: batch after batch of records, each at least once."""
    _readers[_name_of(read)] = read
    return read


def handlers_of(event_name: str, speed: Speed) -> list[Handler]:
    return [handler for handler in _handlers[event_name] if handler.speed == speed]


def handler_named(event_name: str, handler_name: str) -> Handler | None:
    return next((handler for handler in _handlers[event_name] if handler.name == handler_name), None)


def bulk_handlers() -> dict[str, dict[str, Handler]]:
    """`{handler name: {event name: handler}}`: one bulk handler may read several kinds of event."""
    found: dict[str, dict[str, Handler]] = defaultdict(dict)
    for event_name, handlers in _handlers.items():
        for handler in handlers:
            if handler.speed == Speed.IN_BULK:
                found[handler.name][event_name] = handler
    return found


def readers() -> dict[str, Reader]:
    return dict(_readers)


def restore(event_name: str, actor: str, payload: dict[str, object]) -> Event:
    return _types[event_name](actor=actor, **payload)


def event_names() -> list[str]:
    """What can happen; a type that others build on is no fact itself."""
    return sorted(name for name, kind in _types.items() if not kind.__subclasses__())


def _name_of(function: Callable[..., None]) -> str:
    area = function.__module__.rsplit(".handlers", 1)[0].rsplit(".", 1)[-1]
    return f"{area}.{function.__name__}"
