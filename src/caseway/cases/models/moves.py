"""Messages that somebody moved to another case."""

from django.db import models


class MessageMove(models.Model):
    """One move, kept as evidence, and undone from here.

    `has_opened_target`: the target was opened for these messages.
    """

    source = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    came_from = models.ForeignKey("engagement.Conversation", on_delete=models.CASCADE, related_name="+")
    stands_in = models.ForeignKey("engagement.Conversation", on_delete=models.CASCADE, related_name="+")
    message_ids = models.JSONField()
    has_opened_target = models.BooleanField(default=False)
    moved_by = models.CharField(max_length=60)
    moved_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{len(self.message_ids)} messages from {self.source_id} to {self.target_id}"
