"""Texts that are filled in: acknowledgements, replies, notifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """A Liquid template with a subject and a body. What may stand in it: `rules.templates`."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("body"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
