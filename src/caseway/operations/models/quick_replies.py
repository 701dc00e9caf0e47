"""Replies written beforehand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class QuickReply(models.Model):
    """Put into an answer by `/`: HTML with Liquid in it. One with an owner is theirs alone, the others are everybody's.

    `shortcut` finds it at once; `language` is empty where it fits any.
    """

    name = models.CharField(_("name"), max_length=120)
    shortcut = models.SlugField(_("shortcut"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    body = models.TextField(_("text"))
    owner = models.ForeignKey(
        "operations.Agent", verbose_name=_("owner"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "shortcut"], condition=~Q(shortcut=""), name="shortcut_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
