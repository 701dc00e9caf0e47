"""Which fields of a record a step may ask for. Whoever keeps that kind of record offers them when Django starts."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise

Label = str | Promise

_OFFERED: dict[str, dict[str, Label]] = {}


def offer_fields(kind: str, fields: Mapping[str, Label]) -> None:
    """Let flows for this kind of record have steps that are complete when one of these fields holds something."""
    _OFFERED.setdefault(kind, {}).update(fields)


def fields_for(kind: str) -> Mapping[str, Label]:
    """The fields by name with their labels."""
    return MappingProxyType(_OFFERED.get(kind, {}))


def kinds() -> tuple[str, ...]:
    """The kinds of record that a flow may guide."""
    return tuple(_OFFERED)
