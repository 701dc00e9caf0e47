"""How an agent looks at cases and at what comes with them."""

from django.db import models
from django.db.models import Q


class CaseLook(models.Model):
    """What one agent has seen of a case: what came after `seen_at` is new to them. `followed_at`: they follow it."""

    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "case"], name="one_look_a_case")]
        indexes = [models.Index(fields=["agent", "case"], name="look_followed", condition=Q(followed_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.case_id}"


class TrustedSender(models.Model):
    """An address whose mail may load pictures from elsewhere, for one agent."""

    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "address"], name="sender_trusted_once")]

    def __str__(self) -> str:
        return self.address
