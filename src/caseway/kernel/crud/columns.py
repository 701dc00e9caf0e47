"""What a column of a settings list shows of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

M = TypeVar("M", bound=Model)


class Label(Protocol):
    """Text, or text translated when it is shown."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Column(Generic[M]):
    """A heading and what stands below it."""

    label: Label
    value: Callable[[M], object]
    numeric: bool = False

    def text(self, row: M) -> str:
        """What the cell shows; markup stays markup."""
        value = self.value(row)
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return value if isinstance(value, str) else str(value)


def column_of(model: type[M], name: str) -> Column[M]:
    """The column of a field, with its label; of a property or method, by its name."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Column(capfirst(name.replace("_", " ")), lambda row: _called(getattr(row, name)))
    label = capfirst(str(getattr(field, "verbose_name", name)))
    return Column(label, lambda row: _called(getattr(row, f"get_{name}_display", getattr(row, name))))


def _called(value: object) -> object:
    return value() if callable(value) else value
