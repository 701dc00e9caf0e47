"""What differed, who did it, when and through what."""

from django.db import models
from django.db.models.functions import Now


class ChangeRecord(models.Model):
    """One change of one row: `changes` maps each field to its value before and after."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    actor = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    via = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="change_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.kind}:{self.object_id}"
