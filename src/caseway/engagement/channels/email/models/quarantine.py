"""Mail that could not be taken in."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Quarantine(models.Model):
    """Mail that was accepted and could not become a message, with its source and the cause.

    Nothing is dropped silently.
    """

    class Cause(models.TextChoices):
        LOOP = "loop", _("A loop of our own mail")
        TOO_LARGE = "too_large", _("Too large")
        TOO_MANY_RECIPIENTS = "too_many_recipients", _("Too many recipients")
        PARSE_ERROR = "parse_error", _("Could not be read")
        STORE_ERROR = "store_error", _("Could not be stored")
        NOT_FETCHED = "not_fetched", _("Could not be fetched")
        BLOCKED = "blocked", _("Blocked sender")

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RECOVERED = "recovered", _("Recovered")
        DISCARDED = "discarded", _("Discarded")

    cause = models.CharField(max_length=24, choices=Cause.choices)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    envelope = models.JSONField(default=dict)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=998, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.subject}"
