"""Our addresses, and how their mail reaches us."""

from zlib import crc32

from django.db import models
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
