"""Writing an event: one row, its at-once claims and its soon jobs, all in the caller's transaction."""

import json
from functools import partial

from django.db import transaction
from django.utils import timezone

from caseway.kernel.backend.base import Row
from caseway.kernel.events.delivery import deliver, react_soon
from caseway.kernel.events.facts import Event, Speed, handlers_of
from caseway.kernel.models import EventRecord
from caseway.kernel.realtime import notify
from caseway.kernel.rows import write_later, write_waiting

PUBLISH = """
WITH record AS (
    INSERT INTO kernel_eventrecord (name, subject_kind, subject_id, actor, payload)
    VALUES (%s, %s, %s, %s, %s::jsonb) RETURNING id, at, transaction
),
claim AS (
    INSERT INTO kernel_eventdelivery (event_id, handler, attempts, next_at, is_dead, error)
    SELECT record.id, handler, 0, %s, false, '' FROM record, unnest(%s::text[]) AS handler RETURNING id
)
SELECT id, at, transaction, ARRAY(SELECT id FROM claim) FROM record
"""


def publish(event: Event) -> EventRecord:
    """Write the event and what it sets off. Call it last: nothing happens for what is rolled back.

    The record has its key, time and transaction once it is written: with the next statement, or the commit.
    """
    record, claims = _written(event)
    notify(event.topic)
    if handlers_of(record.name, Speed.AT_ONCE):
        transaction.on_commit(partial(_deliver, claims, record, event))
    for handler in handlers_of(record.name, Speed.SOON):
        write_waiting()
        react_soon.defer_to(handler.lane, event_id=record.pk, handler=handler.name)
    return record


def _deliver(claims: list[int], record: EventRecord, event: Event) -> None:
    write_waiting()
    for claim in claims:
        deliver(claim, record, event)


def _written(event: Event) -> tuple[EventRecord, list[int]]:
    """The event with its at-once claims, in one statement: each message and each case publishes several."""
    name, payload = event.event_name(), event.payload()
    about = (name, event.subject, event.subject_id, event.actor, json.dumps(payload))
    handlers = [handler.name for handler in handlers_of(name, Speed.AT_ONCE)]
    record = EventRecord(
        name=name, subject_kind=event.subject, subject_id=event.subject_id, actor=event.actor, payload=payload
    )
    claims: list[int] = []
    write_later(PUBLISH, (*about, timezone.now(), handlers), partial(_complete, record, claims))
    return record, claims


def _complete(record: EventRecord, claims: list[int], rows: list[Row]) -> None:
    [(record.id, record.at, record.transaction, found)] = rows
    claims.extend(found)
