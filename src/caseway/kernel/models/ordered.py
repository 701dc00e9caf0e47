"""Rows that stand in an order people decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ordered(models.Model):
    """The smaller `position` comes first. `kernel.ordering` moves rows."""

    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
