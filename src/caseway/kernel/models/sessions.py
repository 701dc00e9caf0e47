"""Who has a page open, as the gateways report it."""

from django.db import models
from django.db.models.functions import Now


class LiveSession(models.Model):
    """An actor with a page open on a gateway. It counts while the gateway goes on saying so: `seen_at` is recent."""

    gateway = models.CharField(max_length=40)
    actor = models.CharField(max_length=60)
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "gateway"], name="one_session_a_gateway")]
        indexes = [models.Index(fields=["gateway"], name="session_gateway")]

    def __str__(self) -> str:
        return f"{self.actor} on {self.gateway}"
