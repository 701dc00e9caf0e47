"""Work on a case that is no message: tasks, phone calls and notes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What colleagues tell each other about a case. A note is never part of a message to a customer."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="notes")
    author = models.CharField(max_length=60)
    author_name = models.CharField(max_length=120)
    text = models.TextField(_("note"))
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="note_order")]

    def __str__(self) -> str:
        return self.text[:80]


class Mention(models.Model):
    """A colleague named in a note. `seen_at` is when they looked at the case since."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "agent"], name="mentioned_once")]
        indexes = [models.Index(fields=["agent", "-id"], name="mention_unseen", condition=Q(seen_at=None))]

    def __str__(self) -> str:
        return f"{self.agent_id} in note {self.note_id}"


class Activity(models.Model):
    """A task or a phone call. Its duration counts towards the case's total time; once closed it is read-only."""

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        PHONE_CALL = "phone_call", _("Phone call")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        COMPLETED = "completed", _("Completed")
        CANCELED = "canceled", _("Canceled")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    direction = models.CharField(_("direction"), max_length=3, blank=True)
    owner = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=60)
    author_name = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField(_("duration in minutes"), default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="activity_order"),
            models.Index(fields=["case"], name="activity_open", condition=Q(state="open")),
            models.Index(fields=["owner", "due_at"], name="activity_mine", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.subject
