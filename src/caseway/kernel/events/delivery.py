"""Carrying events to their handlers: at once after the commit, soon as a job, in bulk behind a cursor."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog
from django.utils import timezone

from caseway.kernel.db import atomic, is_passing
from caseway.kernel.events.facts import Event, Handler, Reader, bulk_handlers, handler_named, readers, restore
from caseway.kernel.jobs import job
from caseway.kernel.models import BulkCursor, EventDelivery, EventRecord
from caseway.kernel.rows import rows_of

log = structlog.get_logger()

MOST_ATTEMPTS = 8
GRACE = timedelta(seconds=3)
PASSING_WAIT = timedelta(seconds=10)
BULK_BATCH = 500
BULK_ROUNDS = 40
TAKE = """
DELETE FROM kernel_eventdelivery WHERE id =
    (SELECT id FROM kernel_eventdelivery WHERE id = %s AND NOT is_dead FOR UPDATE SKIP LOCKED)
RETURNING handler
"""


class BulkFailed(Exception):
    """Bulk handlers could not handle their batches."""


def deliver(claim_id: int, record: EventRecord, event: Event) -> None:
    """Run one at-once handler in a transaction that takes and removes its claim. A failure is kept for the sweeper."""
    handler = None
    try:
        with atomic():
            handler = _take(claim_id)
            if handler:
                _react(record.name, handler, event)
    except Exception as error:
        log.exception("handler failed", handler=handler, event_id=record.pk)
        _keep_failure(claim_id, error)


def deliver_due(limit: int = 100) -> int:
    """Deliver what a crash or an error left; returns how many claims were tried. The sweeper and tests call this."""
    due = (
        EventDelivery.objects.filter(is_dead=False, next_at__lte=timezone.now() - GRACE)
        .select_related("event")
        .order_by("next_at", "id")[:limit]
    )
    tried = 0
    for claim in due:
        record = claim.event
        deliver(claim.pk, record, restore(record.name, record.actor, record.payload))
        tried += 1
    return tried


@job(lane="default", retry=10)
def react_soon(event_id: int, handler: str) -> None:
    record = EventRecord.objects.get(pk=event_id)
    _react(record.name, handler, restore(record.name, record.actor, record.payload))


def drain_bulk(limit: int = BULK_BATCH, rounds: int = BULK_ROUNDS) -> int:
    """Let every bulk handler read on, never past a transaction still open; returns how many events were handled.

    Each has one batch in its turn, and another turn while its batches are full. One that fails loses its turns of this
    time, and stops no other.
    """
    waiting = readers() | {name: partial(_react_to_each, handlers) for name, handlers in bulk_handlers().items()}
    total, failed = 0, set[str]()
    for _round in range(rounds):
        counts = {name: _try_to_drain(name, read, limit, failed) for name, read in waiting.items()}
        total += sum(counts.values())
        waiting = {name: read for name, read in waiting.items() if counts[name] == limit}
        if not waiting:
            break
    if failed:
        raise BulkFailed(f"{', '.join(sorted(failed))}: what they failed of stands above; their batch is read again.")
    return total


def records_after(transaction_id: str, event_id: int, limit: int, *, subject: str = "") -> list[EventRecord]:
    """The next events in the order of their transactions, never past one still open; `subject` names a kind."""
    return list(
        EventRecord.objects.raw(
            'SELECT * FROM kernel_eventrecord WHERE ("transaction", id) > (%(transaction)s::xid8, %(event)s)'
            ' AND "transaction" < pg_snapshot_xmin(pg_current_snapshot())'
            " AND (%(subject)s = '' OR subject_kind = %(subject)s)"
            ' ORDER BY "transaction", id LIMIT %(limit)s',
            {"transaction": transaction_id, "event": event_id, "limit": limit, "subject": subject},
        )
    )


def _take(claim_id: int) -> str | None:
    """Lock and delete the claim in one statement; None when somebody else has it."""
    rows = rows_of(TAKE, (claim_id,))
    return str(rows[0][0]) if rows else None


def _react(event_name: str, handler_name: str, event: Event) -> None:
    handler = handler_named(event_name, handler_name)
    if handler:
        handler.react(event)


def _keep_failure(claim_id: int, error: Exception) -> None:
    """A trouble that passes by itself, such as a full disk, is no failure of the handler's and never its last."""
    claim = EventDelivery.objects.filter(pk=claim_id).first()
    if not claim:
        return
    attempts = min(claim.attempts + 1, MOST_ATTEMPTS - 1 if is_passing(error) else MOST_ATTEMPTS)
    EventDelivery.objects.filter(pk=claim_id).update(
        attempts=attempts,
        next_at=timezone.now() + (PASSING_WAIT if is_passing(error) else timedelta(seconds=2**attempts)),
        is_dead=attempts >= MOST_ATTEMPTS,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def _try_to_drain(handler_name: str, read: Reader, limit: int, failed: set[str]) -> int:
    try:
        return _drain(handler_name, read, limit)
    except Exception:
        log.exception("bulk handler failed", handler=handler_name)
        failed.add(handler_name)
        return 0


@atomic()
def _drain(handler_name: str, read: Reader, limit: int) -> int:
    BulkCursor.objects.get_or_create(handler=handler_name)
    cursor = BulkCursor.objects.select_for_update(skip_locked=True).filter(handler=handler_name).first()
    if not cursor:
        return 0
    records = records_after(cursor.transaction, cursor.event_id, limit)
    if records:
        read(records)
        cursor.transaction, cursor.event_id, cursor.moved_at = records[-1].transaction, records[-1].pk, timezone.now()
        cursor.save(update_fields=["transaction", "event_id", "moved_at"])
    return len(records)


def _react_to_each(handlers: Mapping[str, Handler], records: Sequence[EventRecord]) -> None:
    for record in records:
        if handler := handlers.get(record.name):
            handler.react(restore(record.name, record.actor, record.payload))
