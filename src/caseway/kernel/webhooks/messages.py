"""An event as the outside world reads it: in webhooks and in the feed."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from caseway.kernel.models import EventRecord


def message_id(record: EventRecord) -> str:
    """The same for every attempt and every replay, so that a receiver can tell repetitions."""
    return f"evt_{record.pk}"


def message_of(record: EventRecord) -> dict[str, object]:
    """`type`, `timestamp` and `data` as Standard Webhooks asks, and what it is about."""
    return {
        "id": message_id(record),
        "type": record.name,
        "timestamp": record.at.isoformat(),
        "subject": {"kind": record.subject_kind, "id": record.subject_id},
        "actor": record.actor,
        "data": record.payload,
    }


def body_of(record: EventRecord) -> str:
    return json.dumps(message_of(record), cls=DjangoJSONEncoder, separators=(",", ":"))
