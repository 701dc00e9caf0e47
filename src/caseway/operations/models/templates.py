"""Texts that are filled in: acknowledgements, replies, notifications."""

from django.db import models
from django.db.models.functions import Now
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


class TemplateFile(models.Model):
    """A file that goes with what is written by a template."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveIntegerField()
    file = models.FileField(max_length=255)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~models.Q(file=""), name="template_file_is_stored")]

    def __str__(self) -> str:
        return self.filename
