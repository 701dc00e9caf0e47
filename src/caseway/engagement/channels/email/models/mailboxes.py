"""Our addresses, how their mail reaches us, and how that fared."""

from zlib import crc32

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

FETCHED_BY = ("imap", "pop3", "google", "microsoft")


class Mailbox(models.Model):
    """One of our addresses, and the one way its mail comes in by.

    `fetch_…` say where mail that is fetched stands; who posts mail proves itself by the password. `uid_validity` and
    `uid_next`, or `delta_link`, are how far a folder is read.
    """

    class WayIn(models.TextChoices):
        LISTENER = "listener", _("Delivered to us")
        IMAP = "imap", _("Fetched by IMAP")
        POP3 = "pop3", _("Fetched by POP3")
        GOOGLE = "google", _("Google (Gmail, Workspace)")
        MICROSOFT = "microsoft", _("Microsoft 365 (Graph)")
        WEBHOOK = "webhook", _("Posted by a provider (webhook)")

    class HookProvider(models.TextChoices):
        BREVO = "brevo", "Brevo"
        MAILERSEND = "mailersend", "MailerSend"
        MAILGUN = "mailgun", "Mailgun"
        MAILJET = "mailjet", "Mailjet"
        POSTAL = "postal", "Postal"
        POSTMARK = "postmark", "Postmark"
        RESEND = "resend", "Resend"
        SENDGRID = "sendgrid", "SendGrid"
        SES = "ses", "Amazon SES"
        SPARKPOST = "sparkpost", "SparkPost"

    class OnForgery(models.TextChoices):
        MARK = "mark", _("Take it in, marked")
        HOLD = "hold", _("Hold it in the quarantine")

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
    way_in = models.CharField(_("mail comes in"), max_length=12, choices=WayIn.choices, default=WayIn.LISTENER)
    fetch_host = models.CharField(_("server"), max_length=255, blank=True)
    fetch_port = models.PositiveIntegerField(_("port"), default=993)
    fetch_security = models.CharField(_("security"), max_length=10, choices=Security.choices, default=Security.TLS)
    fetch_user = models.CharField(_("user"), max_length=255, blank=True)
    fetch_password = models.TextField(_("password"), blank=True)
    provider = models.ForeignKey(
        "email.MailProvider",
        verbose_name=_("signs in with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_in_at = models.DateTimeField(null=True, blank=True)
    hook_provider = models.CharField(_("provider"), max_length=12, choices=HookProvider.choices, blank=True)
    folder = models.CharField(_("folder"), max_length=255, default="INBOX")
    leaves_mail = models.BooleanField(_("leave mail on its server"), default=True)
    believed_servers = models.CharField(
        _("servers whose checks are believed"), max_length=500, blank=True, default="", db_default=""
    )
    on_forgery = models.CharField(
        _("mail that is not from whom it says"),
        max_length=8,
        choices=OnForgery.choices,
        default=OnForgery.MARK,
        db_default=OnForgery.MARK,
    )
    encrypts = models.BooleanField(_("encrypts where it can"), default=False, db_default=False)
    uid_validity = models.BigIntegerField(default=0)
    uid_next = models.BigIntegerField(default=1)
    delta_link = models.TextField(blank=True)
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
    def tells_of_sent_mail(self) -> bool:
        """Whether its provider posts what became of mail that we sent, proven by the same secret."""
        return bool(self.hook_provider) and self.hook_provider != self.HookProvider.MAILERSEND

    @property
    def is_fetched(self) -> bool:
        return self.way_in in FETCHED_BY

    @property
    def fetching(self) -> tuple[object, ...]:
        """All that a session is started with; when any of it changes, another one takes its place."""
        where = (self.way_in, self.fetch_host, self.fetch_port, self.fetch_security, self.folder, self.leaves_mail)
        who = (self.fetch_user, self.fetch_password, self.provider_id, self.signed_in_at)
        return (self.pk, self.address, self.hook_provider, *where, *who)

    @property
    def version(self) -> int:
        """Changes with what people set, not with what its session notes."""
        settings = (self.name, self.signature, self.is_active, self.is_default, self.encrypts)
        checks = (self.believed_servers, self.on_forgery)
        return crc32(repr((settings, checks, self.fetching)).encode())


class HealthSpell(models.Model):
    """A time in which a mailbox was served, or was not: with the server's last words, and the mails it brought.

    `attempts` in vain while it failed. The one without an end lasts.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="spells")
    health = models.CharField(max_length=20, choices=Mailbox.Health.choices)
    note = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=1)
    mails = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox"], condition=models.Q(ended_at=None), name="one_spell_lasts")
        ]
        indexes = [models.Index(fields=["mailbox", "-id"], name="spells_of_mailbox")]

    def __str__(self) -> str:
        return f"{self.get_health_display()} since {self.began_at}"


class TakenMail(models.Model):
    """A mail that was dealt with and is still on a server which knows mails by their unique id only (POP3).

    Only what we keep in whole may be removed there.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="taken")
    uidl = models.CharField(max_length=70)
    is_whole = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidl"], name="one_row_a_taken_mail")]

    def __str__(self) -> str:
        return self.uidl
