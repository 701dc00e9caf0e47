"""Mail that did not become a case's message, and senders whose mail never shall."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class BulkDecision(models.Model):
    """Something decided about many held mails at once: which, how far it is, and what was refused.

    `ids` are chosen ones; without any, `wanted` says which, of those that were there when it began (`last_id`).
    """

    class Verb(models.TextChoices):
        RECOVER = "recover", _("Taking in")
        DISCARD = "discard", _("Discarding")
        RESTORE = "restore", _("Holding again")

    verb = models.CharField(max_length=8, choices=Verb.choices)
    ids = models.JSONField(default=list)
    wanted = models.JSONField(default=dict)
    last_id = models.BigIntegerField()
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.total}"


class Quarantine(models.Model):
    """Mail that was accepted and did not become a case's message, with its source and the cause.

    Nothing is dropped silently. What was stored as a message before (`message`) keeps its source there, and `data` is
    empty.
    """

    class Cause(models.TextChoices):
        AUTOMATED = "automated", _("Automatic mail")
        LOOP = "loop", _("A loop")
        UNKNOWN_SENDER = "unknown_sender", _("Unknown sender")
        BLOCKED = "blocked", _("Blocked sender")
        DMARC_FAILURE = "dmarc_failure", _("Not from whom it says")
        TOO_LARGE = "too_large", _("Too large")
        TOO_MANY_RECIPIENTS = "too_many_recipients", _("Too many recipients")
        PARSE_ERROR = "parse_error", _("Could not be read")
        STORE_ERROR = "store_error", _("Could not be stored")
        NOT_FETCHED = "not_fetched", _("Could not be fetched")

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
    message = models.OneToOneField(
        "engagement.Message", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    size = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_in = models.ForeignKey(BulkDecision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="quarantine_state"),
            models.Index(fields=["state", "cause", "-id"], name="quarantine_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.subject}"


class BlockedSender(models.Model):
    """Mail from this address, or from this domain and those below it, is held."""

    pattern = models.CharField(
        _("address or domain"),
        max_length=320,
        unique=True,
        help_text=_("Such as eve@evil.example, or evil.example for everybody there."),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pattern"]

    def __str__(self) -> str:
        return self.pattern
