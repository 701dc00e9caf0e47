"""What was begun and not sent, with the files that were put into it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Draft(models.Model):
    """One for each agent, case and mode (reply, new, forward, note); once it was sent the row stays, empty.

    `recipients` are the lines to, cc and bcc as they were typed; `choices` what else was chosen: `to_all`, `mailbox`,
    `subject`, `message` (the one that is forwarded). `version` grows with every save, so that no other tab is
    overwritten.
    """

    agent = models.ForeignKey("operations.Agent", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=12)
    body = models.TextField(blank=True)
    recipients = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "case", "mode"], name="one_draft_a_mode")]

    def __str__(self) -> str:
        return self.body[:80]


class DraftFile(models.Model):
    """A file of a draft, stored as soon as it was chosen. Pictures in the text have a `content_id`."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    file = models.FileField(max_length=255)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["file"], name="draft_file_stored")]
        constraints = [models.CheckConstraint(condition=~Q(file=""), name="draft_file_is_stored")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_inline(self) -> bool:
        return bool(self.content_id)
