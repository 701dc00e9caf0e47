"""What was said, exactly once, with its source."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

UNSENT = Q(state__in=["queued", "sending"])


class Message(models.Model):
    """One message of a conversation.

    `recipients` is `{"to": [{"name", "email"}], "cc": […], "bcc": […], "reply_to": […]}`.

    `reply_text` is the new part and `quoted_text` what it quotes; together they are all of `text`. `html` is sanitised.
    `evidence` says why it stands in this conversation: `{"by": …, "value": …}`. `notices` are what its reader should be
    told beside it, each `{"kind": …}` with its values; `facts` what else was read.

    What goes out waits until `leaves_at`: for a moment so that it can be taken back, or longer when it `is_scheduled`.
    `lane` is our address and the domain it goes to: mail of one lane waits for no other.
    """

    class Direction(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("To the customer")

    class State(models.TextChoices):
        """A queued message has surely not left; one that is being sent may have."""

        RECEIVED = "received", _("Received")
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        BOUNCED = "bounced", _("Returned")
        CANCELED = "canceled", _("Taken back")

    conversation = models.ForeignKey("engagement.Conversation", on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    author = models.CharField(max_length=60)
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=dict)
    subject = models.CharField(max_length=998, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    reply_text = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    message_id = models.CharField(max_length=998)
    in_reply_to = models.JSONField(default=list)
    references = models.JSONField(default=list)
    is_auto = models.BooleanField(default=False)
    is_bounce = models.BooleanField(default=False)
    has_attachments = models.BooleanField(default=False)
    evidence = models.JSONField(default=dict)
    facts = models.JSONField(default=dict, blank=True)
    notices = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True, blank=True)
    is_scheduled = models.BooleanField(default=False, db_default=False)
    lane = models.CharField(max_length=400, blank=True, db_default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    send_attempts = models.PositiveSmallIntegerField(default=0)
    send_error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-at", "-id"], name="message_order"),
            models.Index(fields=["lane", "leaves_at"], name="message_leaving", condition=UNSENT),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id

    @property
    def is_found_forged(self) -> bool:
        """A server whom the mailbox believes says that it is not from whom it says."""
        return any(notice.get("kind") == "check_failed" for notice in self.notices)


class MessageIdentity(models.Model):
    """A message we have seen or sent. Outlives it: the same mail never arrives twice, whatever was deleted since."""

    internet_id = models.CharField(max_length=998)
    content_hash = models.CharField(max_length=64)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["internet_id", "content_hash"], name="message_arrives_once")]

    def __str__(self) -> str:
        return self.internet_id


class RawSource(models.Model):
    """A message as it came or went, byte for byte (compressed by zlib)."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="source")
    data = models.BinaryField()
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Source of message {self.message_id}"


class Attachment(models.Model):
    """A file of a message. Inline images are named by their `content_id` in the HTML."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveIntegerField()
    is_inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=255, blank=True)
    file = models.FileField(max_length=255)

    def __str__(self) -> str:
        return self.filename
