"""Our addresses, how their mail reaches us, and the mail that could not be taken in."""

from zlib import crc32

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """One of our addresses.

    With an IMAP host its mail is fetched from there; otherwise it arrives by our own listener.
    """

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("None")

    class Health(models.TextChoices):
        NEW = "new", _("Not yet connected")
        GOOD = "good", _("Connected")
        FAILING = "failing", _("Failing")

    address = models.EmailField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    signature = models.TextField(_("signature"), blank=True)
    is_active = models.BooleanField(_("is active"), default=True)
    is_default = models.BooleanField(_("sends what names no other"), default=False)
    imap_host = models.CharField(_("IMAP server"), max_length=255, blank=True)
    imap_port = models.PositiveIntegerField(_("IMAP port"), default=993)
    imap_user = models.CharField(_("IMAP user"), max_length=255, blank=True)
    imap_password = models.TextField(_("IMAP password"), blank=True)
    imap_security = models.CharField(_("IMAP security"), max_length=10, choices=Security.choices, default=Security.TLS)
    folder = models.CharField(_("folder"), max_length=255, default="INBOX")
    uid_validity = models.BigIntegerField(default=0)
    uid_next = models.BigIntegerField(default=1)
    health = models.CharField(max_length=20, choices=Health.choices, default=Health.NEW)
    health_note = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_mailbox"
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def version(self) -> int:
        """Changes with what people set, not with what its session notes."""
        settings = (self.address, self.name, self.signature, self.is_active, self.is_default, self.imap_host)
        fetching = (self.imap_port, self.imap_user, self.imap_password, self.imap_security, self.folder)
        return crc32(repr((settings, fetching)).encode())


class Quarantine(models.Model):
    """Mail that was accepted and could not become a message, with its source and the cause.

    Nothing is dropped silently.
    """

    class Cause(models.TextChoices):
        LOOP = "loop", _("A loop of our own mail")
        TOO_LARGE = "too_large", _("Too large")
        TOO_MANY_RECIPIENTS = "too_many_recipients", _("Too many recipients")
        PARSE_ERROR = "parse_error", _("Could not be read")
        STORE_ERROR = "store_error", _("Could not be stored")
        BLOCKED = "blocked", _("Blocked sender")

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RECOVERED = "recovered", _("Recovered")
        DISCARDED = "discarded", _("Discarded")

    cause = models.CharField(max_length=24, choices=Cause.choices)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    envelope = models.JSONField(default=dict)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=998, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.subject}"


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
