"""Facts in the past tense. `publish` writes one in the caller's transaction; handlers react at one of three speeds."""

from caseway.kernel.events.delivery import BulkFailed, deliver_due, drain_bulk, records_after
from caseway.kernel.events.facts import Event, Speed, at_once, in_bulk, on, on_every, soon
from caseway.kernel.events.publishing import publish

__all__ = [
    "BulkFailed",
    "Event",
    "Speed",
    "at_once",
    "deliver_due",
    "drain_bulk",
    "in_bulk",
    "on",
    "on_every",
    "publish",
    "records_after",
    "soon",
]
