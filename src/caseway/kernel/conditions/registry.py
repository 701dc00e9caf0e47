"""Which fields each kind of record offers to conditions. An area registers its own when Django starts."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from caseway.kernel.conditions.rules import Field, FieldType

__all__ = ["Field", "FieldType", "fields_of", "record_types", "register"]

_FIELDS: dict[str, dict[str, Field]] = {}


def register(record_type: str, fields: Iterable[Field]) -> None:
    """Offer these fields on records of this type, beside those it has. A name taken by another field is refused."""
    known = _FIELDS.setdefault(record_type, {})
    for field in fields:
        if known.setdefault(field.name, field) is not field:
            raise ValueError(f"{record_type} already offers {field.name!r}: give the second field another name.")


def fields_of(record_type: str) -> Mapping[str, Field]:
    """The fields by name, in the order they were registered; none for a record type nobody registered."""
    return MappingProxyType(_FIELDS.get(record_type, {}))


def record_types() -> tuple[str, ...]:
    return tuple(_FIELDS)
