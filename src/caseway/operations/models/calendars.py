"""When the business is open. The arithmetic is in `rules.calendar`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BusinessCalendar(models.Model):
    """Opening hours by weekday in one time zone: `{"mon": [["09:00", "12:00"], ["13:00", "17:00"]], …}`."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_24x7 = models.BooleanField(_("always open"), default=False)
    hours = models.JSONField(_("hours"), default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which a calendar is closed."""

    calendar = models.ForeignKey(BusinessCalendar, on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}".strip()
