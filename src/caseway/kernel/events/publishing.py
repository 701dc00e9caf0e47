"""Writing an event: one row, its at-once claims and its soon jobs, all in the caller's transaction."""

import json
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from caseway.kernel.events.delivery import deliver, react_soon
from caseway.kernel.events.facts import Event, Speed, handlers_of
from caseway.kernel.models import EventRecord
from caseway.kernel.realtime import notify

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
    """Write the event and what it sets off. Call it last: nothing happens for what is rolled back."""
    record, claims = _written(event)
    notify(event.topic)
    for claim in claims:
        transaction.on_commit(partial(deliver, claim, record, event))
    for handler in handlers_of(record.name, Speed.SOON):
        react_soon.defer_to(handler.lane, event_id=record.pk, handler=handler.name)
    return record


def _written(event: Event) -> tuple[EventRecord, list[int]]:
    """The event with its at-once claims, in one statement: each message and each case publishes several."""
    name, payload = event.event_name(), event.payload()
    about = (name, event.subject, event.subject_id, event.actor, json.dumps(payload))
    handlers = [handler.name for handler in handlers_of(name, Speed.AT_ONCE)]
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, (*about, timezone.now(), handlers))
        event_id, at, own_transaction, claims = cursor.fetchone()
    record = EventRecord(
        id=event_id,
        name=name,
        subject_kind=event.subject,
        subject_id=event.subject_id,
        actor=event.actor,
        payload=payload,
        at=at,
        transaction=own_transaction,
    )
    return record, claims
