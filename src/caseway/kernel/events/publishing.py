"""Writing an event: one row, its at-once claims and its soon jobs, all in the caller's transaction."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from caseway.kernel.events.delivery import deliver, react_soon
from caseway.kernel.events.facts import Event, Speed, handlers_of
from caseway.kernel.models import EventDelivery, EventRecord
from caseway.kernel.realtime import notify


def publish(event: Event) -> EventRecord:
    """Write the event and what it sets off. Call it last: nothing happens for what is rolled back."""
    name = event.event_name()
    record = EventRecord.objects.create(
        name=name, subject_kind=event.subject, subject_id=event.subject_id, actor=event.actor, payload=event.payload()
    )
    notify(event.topic)
    _claim_at_once(record, event)
    for handler in handlers_of(name, Speed.SOON):
        react_soon.defer_to(handler.lane, event_id=record.pk, handler=handler.name)
    return record


def _claim_at_once(record: EventRecord, event: Event) -> None:
    handlers = handlers_of(record.name, Speed.AT_ONCE)
    if not handlers:
        return
    now = timezone.now()
    claims = EventDelivery.objects.bulk_create(
        EventDelivery(event=record, handler=handler.name, next_at=now) for handler in handlers
    )
    for claim in claims:
        transaction.on_commit(partial(deliver, claim.pk, record, event))
