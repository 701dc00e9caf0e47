"""What happened, in order.

Event rows are never updated: they are the timeline, the webhook feed and the source of figures.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class TransactionId(models.Field[str, str]):
    """PostgreSQL's `xid8`: the writing transaction, so that a reader can stay behind transactions still open."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def rel_db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    function = "pg_current_xact_id"
    output_field: ClassVar[models.Field[str, str]] = TransactionId()


class EventRecord(models.Model):
    """One fact in the past tense, with the kind and id of what it is about."""

    name = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    transaction = TransactionId(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="event_subject"),
            models.Index(fields=["transaction", "id"], name="event_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"


class EventDelivery(models.Model):
    """An at-once handler's claim on an event: written with the event, deleted by the handler's own transaction."""

    event = models.ForeignKey(EventRecord, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    is_dead = models.BooleanField(default=False)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_a_handler")]
        indexes = [models.Index(fields=["next_at"], name="delivery_due", condition=models.Q(is_dead=False))]

    def __str__(self) -> str:
        return f"{self.handler} for event {self.event_id}"


class BulkCursor(models.Model):
    """How far a bulk handler has read: everything up to (transaction, event) is done."""

    handler = models.CharField(max_length=120, primary_key=True)
    transaction = TransactionId(default="0")
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.handler} at {self.event_id}"


class HomeServer(models.Model):
    """The server whose transactions order the events: one row, compared at each start."""

    identifier = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.identifier
