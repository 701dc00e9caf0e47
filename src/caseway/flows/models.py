"""Business process flows: stages and steps that guide a record, and how far each record has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from caseway.kernel.models import Ordered


class Flow(Ordered):
    """An ordered set of stages for one kind of record. The first active one by position is the default."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind of record"), max_length=40, default="case")
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Stage(Ordered):
    """One stage of a flow."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["flow", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "position"], name="one_stage_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.name


class Step(Ordered):
    """One thing to fill in or confirm. `field` names a field of the record, or is empty for a mark set by hand."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="steps")
    label = models.CharField(_("label"), max_length=120)
    field = models.CharField(_("field"), max_length=60, blank=True)
    is_required = models.BooleanField(_("required to go on"), default=False)

    class Meta:
        ordering = ["stage", "position"]

    def __str__(self) -> str:
        return self.label


class FlowInstance(models.Model):
    """A record on its way through a flow. `done` holds steps marked by hand, `path` the stages entered and when."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        FINISHED = "finished", _("Finished")
        ABORTED = "aborted", _("Abandoned")

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    done = models.JSONField(default=list)
    path = models.JSONField(default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "reference"], name="flow_record")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.flow_id}"
