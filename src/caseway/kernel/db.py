"""Where a unit of work begins and ends, and how a row is held while it changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from typing import TypeVar

from django.db import close_old_connections, connections, models

M = TypeVar("M", bound=models.Model)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Wrap work outside a request or job: its database connection is fresh, and given back at the end."""
    close_old_connections()
    try:
        yield
    finally:
        connections.close_all()


def lock_row(instance: M) -> M:
    """Return the same row, read again `FOR UPDATE`, with its values remembered for `record_change`."""
    row = type(instance)._default_manager.select_for_update(of=("self",)).get(pk=instance.pk)
    remember(row)
    return row


def remember(instance: models.Model) -> None:
    """Keep the row's present values, so that `record_change` can say what differed."""
    instance.__dict__["_before"] = values_of(instance)


def remembered(instance: models.Model) -> dict[str, object] | None:
    """The values kept by `remember`, or None for a row that was never locked (a new one)."""
    return instance.__dict__.get("_before")


def values_of(instance: models.Model) -> dict[str, object]:
    loaded = instance.__dict__
    return {field.attname: loaded[field.attname] for field in instance._meta.concrete_fields if field.attname in loaded}
