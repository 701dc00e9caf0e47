"""What a condition can ask about: a field of a record, its type and its choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Label(Protocol):
    """Text, or text translated when it is shown."""

    def __str__(self) -> str: ...


Choices = Sequence[tuple[str, Label]]


class FieldType(StrEnum):
    """How a field's values are written, compared and edited."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE_TIME = "date_time"
    DURATION = "duration"
    REFERENCE = "reference"
    MANY = "many"


@dataclass(frozen=True)
class Field:
    """A field offered to conditions.

    `path` is its column, over to-one relations only (`account__tier`). Choices kept in the database are a function,
    called when they are shown.
    """

    name: str
    label: Label
    type: FieldType
    path: str = ""
    choices: Choices | Callable[[], Choices] = ()

    @property
    def column(self) -> str:
        return self.path or self.name

    @property
    def offered(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    @property
    def fixed_choices(self) -> frozenset[str]:
        """The values that exist, when they are written in code; empty when any value may come."""
        return frozenset() if callable(self.choices) else frozenset(value for value, _ in self.choices)

    def name_of(self, value: str) -> str:
        """How the user knows a stored value: its label, or the value itself when none fits."""
        return next((str(label) for stored, label in self.offered if stored == value), value)
