"""Outgoing messages on their way."""

from django.db import models


class Sending(models.Model):
    """An outgoing message somebody is sending, or that is to be tried again at `next_at`. Gone when that is decided.

    While it is being sent `next_at` is a lease: whoever died meanwhile is taken over from then on.
    """

    message = models.OneToOneField("engagement.Message", primary_key=True, on_delete=models.CASCADE, related_name="+")
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="sending_due")]

    def __str__(self) -> str:
        return f"Message {self.message_id} at {self.next_at}"
