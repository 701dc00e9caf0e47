"""Outgoing messages on their way, the servers that take them, and the pace at which domains do."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.models.mailboxes import Mailbox


class Sending(models.Model):
    """An outgoing message somebody is sending, or that is to be tried again at `next_at`. Gone when that is decided.

    While it is being sent `next_at` is a lease: whoever died meanwhile is taken over from then on. Once a server took
    it for some, `remaining` are the recipients it is still to go to, `refused` its words about those refused for good.
    """

    message = models.OneToOneField("engagement.Message", primary_key=True, on_delete=models.CASCADE, related_name="+")
    next_at = models.DateTimeField()
    remaining = models.JSONField(default=list, blank=True)
    refused = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="sending_due")]

    def __str__(self) -> str:
        return f"Message {self.message_id} at {self.next_at}"


class WayOut(models.Model):
    """How mail of a mailbox leaves, and who may send from it.

    Without a host it leaves by the server of the installation; without a team everybody who works on cases may.
    """

    mailbox = models.OneToOneField(Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="way_out")
    team = models.ForeignKey(
        "operations.Team",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who may send from it"),
    )
    host = models.CharField(_("server"), max_length=255, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(
        _("security"), max_length=10, choices=Mailbox.Security.choices, default=Mailbox.Security.STARTTLS
    )
    user = models.CharField(_("user"), max_length=255, blank=True)
    password = models.TextField(_("password"), blank=True)

    def __str__(self) -> str:
        return self.host or "the installation's server"


class DomainPace(models.Model):
    """When the next mail may leave for a domain whose rate is limited. All workers share it."""

    domain = models.CharField(max_length=255, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.domain} at {self.next_at}"


class SigningKey(models.Model):
    """A key that signs mail of one of our domains (DKIM): new until its record is published, then used, then retired.

    A retired one stays published while mail that it signed is on its way.
    """

    class State(models.TextChoices):
        NEW = "new", _("Not in use yet")
        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Retired")

    domain = models.CharField(_("domain"), max_length=253)
    selector = models.SlugField(_("selector"), max_length=60)
    private_key = models.TextField()
    public_key = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    used_since = models.DateTimeField(_("in use since"), null=True, blank=True)

    class Meta:
        ordering = ["domain", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="one_key_a_selector"),
            models.UniqueConstraint(
                fields=["domain"], condition=models.Q(state="active"), name="one_active_key_a_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.record_name

    @property
    def record_name(self) -> str:
        """Where its record stands in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record_value(self) -> str:
        """What the record says (RFC 6376, 3.6.1)."""
        return f"v=DKIM1; k=rsa; p={self.public_key}"
