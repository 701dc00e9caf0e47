"""A single record opened to a person or a team beyond what their roles reach."""

from django.db import models
from django.db.models import Q


class Share(models.Model):
    """Lets one agent or one team read (or also change) one record."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    agent_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    may_change = models.BooleanField(default=False)
    shared_by = models.CharField(max_length=60)
    shared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent_id__isnull=True) ^ Q(team_id__isnull=True), name="share_with_a_person_or_a_team"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_id", "agent_id", "team_id"], nulls_distinct=False, name="shared_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agent_id", "kind", "object_id"], name="share_agent"),
            models.Index(fields=["team_id", "kind", "object_id"], name="share_team"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} shared"
