"""Where a unit of work begins and ends, how a row is held while it changes, and which troubles pass by themselves."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections, models, transaction
from psycopg_pool import PoolTimeout

PASSING_STATES = ("08", "40", "53", "55", "57", "58")
DISK_FULL = "53100"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_is_open: ContextVar[bool] = ContextVar("caseway_transaction", default=False)
M = TypeVar("M", bound=models.Model)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Wrap work outside a request or job: its database connection is fresh, and given back at the end."""
    close_old_connections()
    try:
        yield
    finally:
        connections.close_all()


@contextmanager
def atomic() -> Iterator[None]:
    """One transaction for a command and all the commands it calls: `@atomic()`, or `with atomic():`.

    Inside another one it adds nothing, so that calling down costs no savepoints. Therefore a command never catches what
    a command it called has raised; where that must be, Django's own `transaction.atomic()` makes a savepoint.
    """
    if _is_open.get():
        yield
        return
    with transaction.atomic():
        token = _is_open.set(True)
        try:
            yield
        finally:
            _is_open.reset(token)


def lock_row(instance: M) -> M:
    """Return the same row, read again and held, with its values remembered for `record_change`.

    Held `FOR NO KEY UPDATE`: others who change it wait, while rows that refer to it may be written meanwhile.
    """
    row = type(instance)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=instance.pk)
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


def is_passing(error: BaseException) -> bool:
    """Whether the database or a disk refuses for now (away, full, shutting down, a deadlock), whatever it was asked."""
    if isinstance(error, OperationalError):
        state = _state_of(error)
        return state is None or state[:2] in PASSING_STATES
    return isinstance(error, InterfaceError | PoolTimeout) or is_disk_full(error)


def is_disk_full(error: BaseException) -> bool:
    """Whether there is no room left, on our disk or on the database's."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, OperationalError) and _state_of(error) == DISK_FULL


def _state_of(error: OperationalError) -> str | None:
    """PostgreSQL's code of the trouble; None where it never came to an answer."""
    return getattr(error.__cause__, "sqlstate", None)
