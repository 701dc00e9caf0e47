"""What stands along the top of the console."""

from django.db import models
from django.db.models.functions import Now


class OpenTab(models.Model):
    """A case, conversation or customer that stands in an agent's tabs. `reference` is what its address holds.

    `seen_at` is when the agent last looked: what came later is new to them.
    """

    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [models.UniqueConstraint(fields=["agent", "kind", "reference"], name="one_tab_a_record")]

    def __str__(self) -> str:
        return self.label
