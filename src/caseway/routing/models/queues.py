"""Where work waits, and who may take it from there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Queue(models.Model):
    """A place where work waits. A private queue shows its items to members only; it does not secure the records."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    is_public = models.BooleanField(_("visible to everybody"), default=True)
    is_default = models.BooleanField(_("takes what no rule routes"), default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), default=100, help_text=_("Smaller comes first."))
    owner_agent = models.ForeignKey(
        "operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_team = models.ForeignKey("operations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    members = models.ManyToManyField("operations.Agent", through="QueueMembership", related_name="+")

    class Meta:
        ordering = ["priority", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_agent__isnull=True) ^ Q(owner_team__isnull=True), name="queue_has_one_owner"
            ),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_queue"),
        ]

    def __str__(self) -> str:
        return self.name


class QueueMembership(models.Model):
    """An agent who works a queue."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "agent"], name="one_membership_a_queue")]

    def __str__(self) -> str:
        return f"{self.agent} in {self.queue}"
