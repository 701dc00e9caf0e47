"""Work that waits or is being worked on, and why it is where it is."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WorkItem(models.Model):
    """A snapshot of something to work on, kept true by its owner through `commands.refresh`. Routing reads only this.

    `owner` and `team` carry the record's access scope. `queue` is null once it was removed from every queue.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    url_name = models.CharField(max_length=80)
    attributes = models.JSONField(default=dict)
    priority = models.PositiveSmallIntegerField(default=2)
    due_at = models.DateTimeField(null=True, blank=True)
    queue = models.ForeignKey("routing.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    entered_at = models.DateTimeField(null=True, blank=True)
    worked_by = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worked_since = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("operations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="one_work_item_a_record")]
        indexes = [
            models.Index(
                fields=["queue", "priority", "entered_at", "id"], name="queue_order", condition=Q(state="open")
            ),
            models.Index(fields=["worked_by", "priority", "id"], name="my_work", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class RoutingDecision(models.Model):
    """Where an item was sent, by which rule or person, and the reason in words."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="decisions")
    rule = models.ForeignKey("routing.RoutingRule", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    queue = models.ForeignKey("routing.Queue", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agent = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="decision_item")]

    def __str__(self) -> str:
        return self.reason
