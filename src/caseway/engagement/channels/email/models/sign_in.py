"""Signing in at a provider by OAuth2: what Caseway is registered as there, and what a mailbox was allowed."""

from zlib import crc32

from django.db import models
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.models.mailboxes import Mailbox


class MailProvider(models.Model):
    """A registration of this Caseway with a provider. Empty addresses mean the usual ones of its kind.

    `is_application`: the organisation's administrator has let it into mailboxes, and nobody signs in.
    """

    class Kind(models.TextChoices):
        MICROSOFT = "microsoft", _("Microsoft 365")
        GOOGLE = "google", _("Google")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("provider"), max_length=12, choices=Kind.choices)
    client_id = models.CharField(_("client id"), max_length=255)
    client_secret = models.TextField(_("client secret"))
    secret_ends_on = models.DateField(_("secret is valid until"), null=True, blank=True)
    is_application = models.BooleanField(_("signs in as itself"), default=False, db_default=False)
    tenant = models.CharField(_("tenant"), max_length=120, blank=True)
    authorize_url = models.CharField(_("sign-in address"), max_length=500, blank=True)
    token_url = models.CharField(_("token address"), max_length=500, blank=True)
    api_url = models.CharField(_("API address"), max_length=500, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        what = (self.name, self.kind, self.client_id, self.client_secret, self.secret_ends_on, self.tenant)
        return crc32(repr((what, self.is_application, self.authorize_url, self.token_url, self.api_url)).encode())


class MailboxSignIn(models.Model):
    """What somebody allowed Caseway to do with a mailbox. Without `ends_at` the provider did not say how long.

    Without a refresh token nobody signed in: the provider is of an organisation that lets Caseway in by itself.
    `refusal` are its words since it gives no more tokens: somebody must sign in again.
    """

    mailbox = models.OneToOneField(Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="sign_in")
    refresh_token = models.TextField(blank=True)
    access_token = models.TextField()
    access_ends_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Sign-in of {self.mailbox_id}"
