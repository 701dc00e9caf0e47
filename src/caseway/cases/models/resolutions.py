"""How a case was resolved. Every resolution is kept, also after the case was opened again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CaseResolution(models.Model):
    """One resolution. Minutes are whole minutes of work; `is_current` ends with a reactivation."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="resolutions")
    resolution_type = models.ForeignKey(
        "cases.StatusReason", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    resolution = models.CharField(_("resolution"), max_length=500)
    remarks = models.TextField(_("remarks"), blank=True)
    total_minutes = models.PositiveIntegerField(_("total time in minutes"), default=0)
    billable_minutes = models.PositiveIntegerField(_("billable time in minutes"), default=0)
    resolved_by = models.CharField(max_length=60)
    resolved_by_name = models.CharField(max_length=120)
    resolved_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-resolved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(is_current=True), name="one_current_resolution")
        ]

    def __str__(self) -> str:
        return self.resolution
