"""Service levels: what was promised (policy, KPI, item) and how each promise stands (clock)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SlaKpi(models.Model):
    """What is measured, such as the first response. `code` is its stable name."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class SlaPolicy(models.Model):
    """A named set of promises for one kind of record."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind of record"), max_length=40, default="case")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_default = models.BooleanField(_("applies where no other does"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(is_default=True), name="one_default_policy_a_kind")
        ]

    def __str__(self) -> str:
        return self.name


class SlaItem(models.Model):
    """One promise: the first item of a KPI whose condition holds applies. Without a calendar, time runs 24x7."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="items")
    kpi = models.ForeignKey(SlaKpi, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveIntegerField(_("position"), default=0)
    condition = models.JSONField(_("applies when"), default=dict, blank=True)
    calendar = models.ForeignKey(
        "operations.BusinessCalendar",
        verbose_name=_("business hours"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    warn_after = models.DurationField(_("warn after"), null=True, blank=True)
    fail_after = models.DurationField(_("fail after"))
    may_pause = models.BooleanField(_("pauses while on hold"), default=True)

    class Meta:
        ordering = ["policy", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(fail_after__gt=timedelta(0)), name="promise_takes_time"),
            models.CheckConstraint(
                condition=Q(warn_after__isnull=True) | Q(warn_after__gte=timedelta(0), warn_after__lt=F("fail_after")),
                name="promise_warns_before_it_fails",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SlaSettings(models.Model):
    """One row: how service levels behave everywhere."""

    is_enabled = models.BooleanField(_("apply service levels"), default=True)
    may_replace_manual = models.BooleanField(_("a policy chosen by hand may be replaced automatically"), default=False)
    recalculates_terminal = models.BooleanField(_("count again what was already met or missed"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_sla_settings")]

    def __str__(self) -> str:
        return "Service-level settings"


class ClockSet(models.Model):
    """The clocks of one record under one policy, and where that policy came from.

    Its row is the lock of all its clocks. `pauses` lists when the record itself was on hold, `[from, to]` in ISO time.
    """

    class Source(models.TextChoices):
        MANUAL = "manual", _("Chosen by hand")
        FLOW = "flow", _("Set by a flow")
        ENTITLEMENT = "entitlement", _("From the entitlement")
        DEFAULT = "default", _("Default")

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    policy = models.ForeignKey(SlaPolicy, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=Source.choices)
    attributes = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="When the nearest promise still running falls due.")
    pauses = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Clocks of {self.reference}"


class Clock(models.Model):
    """One promise running for one record. `next_at` is when something is due next; the sweep reads only that.

    `pauses` lists `[from, to]` in ISO time; `explanation` says in words how `due_at` was found.
    """

    class Status(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        NEARING_NONCOMPLIANCE = "nearing_noncompliance", _("Nearing noncompliance")
        NONCOMPLIANT = "noncompliant", _("Noncompliant")
        SUCCEEDED = "succeeded", _("Succeeded")
        PAUSED = "paused", _("Paused")
        CANCELED = "canceled", _("Canceled")

    clock_set = models.ForeignKey(ClockSet, on_delete=models.CASCADE, related_name="clocks")
    item = models.ForeignKey(SlaItem, on_delete=models.PROTECT, related_name="+")
    kpi = models.ForeignKey(SlaKpi, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.IN_PROGRESS)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    stopped_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["clock_set", "kpi", "id"]
        indexes = [
            models.Index(F("next_at").asc(), name="clock_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["clock_set", "kpi"], name="clock_set_kpi"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, due {self.due_at}"
