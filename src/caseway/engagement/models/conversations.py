"""An exchange with a customer over one channel."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Conversation(models.Model):
    """Messages that belong together. `reference`, `merged_into`, `owner` and `team` are written by whoever holds it.

    A conversation belongs to at most one case; the link is on the case's side. One that `is_aside` is with somebody
    else about it, whom a message was forwarded to: an answer to the customer never goes there.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")
        WEB = "web", _("Web")
        CHAT = "chat", _("Chat")

    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.EMAIL)
    subject = models.CharField(max_length=500, blank=True)
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    account = models.ForeignKey("customers.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reference = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("operations.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("operations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_aside = models.BooleanField(default=False, db_default=False)
    last_message_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-id"], name="conversation_contact"),
            models.Index(fields=["account", "-id"], name="conversation_account", condition=Q(account__isnull=False)),
            models.Index(fields=["reference"], name="conversation_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.subject or f"Conversation {self.pk}"


class ConversationParticipant(models.Model):
    """An address that takes part: it wrote, or was written to. Who types a case's number must be one of them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "address"], name="participant_once")]

    def __str__(self) -> str:
        return self.address
