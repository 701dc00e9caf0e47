"""Keys for S/MIME and OpenPGP."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.models.mailboxes import Mailbox


class MailKey(models.Model):
    """A key of one of our mailboxes, or, without `secrets`, of somebody who is trusted in mail to us.

    `public` is a certificate with its chain (PEM) or an armored OpenPGP key; `secrets` is sealed as passwords are.
    """

    class Scheme(models.TextChoices):
        SMIME = "smime", _("S/MIME")
        PGP = "pgp", _("OpenPGP")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="keys")
    scheme = models.CharField(_("kind"), max_length=10, choices=Scheme.choices)
    public = models.TextField()
    secrets = models.TextField(blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=128)
    names = models.CharField(_("of"), max_length=500)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    signs = models.BooleanField(_("signs what leaves"), default=False)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "fingerprint"], name="one_row_a_mail_key"),
            models.UniqueConstraint(fields=["mailbox"], condition=models.Q(signs=True), name="one_key_signs"),
            models.CheckConstraint(
                condition=models.Q(signs=False) | ~models.Q(secrets=""), name="what_signs_has_a_secret"
            ),
        ]

    def __str__(self) -> str:
        return self.names

    @property
    def is_ours(self) -> bool:
        return bool(self.secrets)
