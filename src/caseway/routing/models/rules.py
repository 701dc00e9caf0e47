"""Ordered rules that send arriving work to a queue or a person. The first that matches decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseway.kernel.models import Ordered


class RoutingRule(Ordered):
    """One rule: a condition over the work's attributes and one target. An empty condition always matches."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind of work"), max_length=40, default="case")
    is_active = models.BooleanField(_("is active"), default=True)
    condition = models.JSONField(_("condition"), default=dict, blank=True)
    queue = models.ForeignKey(
        "routing.Queue", verbose_name=_("queue"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agent = models.ForeignKey(
        "operations.Agent", verbose_name=_("person"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(queue__isnull=True) ^ Q(agent__isnull=True), name="rule_has_one_target")
        ]

    def __str__(self) -> str:
        return self.name
