"""Record-creation rules: what becomes of a message that arrived, and the log of every decision."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from caseway.kernel.models import Ordered


class CreationRule(models.Model):
    """A rule for one source. Its gates come before its items; of several active ones the most recently changed applies.

    `wait_after_resolution`: with `creates_when_connected` off, a message connected to a case never makes another; with
    it on, none is made until this long after that case was resolved (empty: at once).
    """

    class UnknownSender(models.TextChoices):
        REFUSE = "refuse", _("Do not open a case")
        CREATE_CONTACT = "create_contact", _("Create a contact and open a case")

    name = models.CharField(_("name"), max_length=120, unique=True)
    source = models.CharField(_("source"), max_length=20, default="email")
    mailbox = models.CharField(_("address it was sent to"), max_length=320, blank=True, help_text=_("Empty means any."))
    is_active = models.BooleanField(_("is active"), default=False)
    unknown_sender = models.CharField(
        _("unknown senders"), max_length=16, choices=UnknownSender.choices, default=UnknownSender.CREATE_CONTACT
    )
    requires_entitlement = models.BooleanField(_("a valid entitlement is required"), default=False)
    creates_when_connected = models.BooleanField(_("may open a case for a reply to a resolved one"), default=False)
    wait_after_resolution = models.DurationField(_("wait after the resolution"), null=True, blank=True)
    opens_own_case = models.BooleanField(
        _("opens a case of its own for mail that also went to another mailbox"), default=False, db_default=False
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["source", "-updated_at"]

    def __str__(self) -> str:
        return self.name


class CreationRuleItem(Ordered):
    """Items are tried in order; the first whose condition holds runs. `mapping` sets fields of the case."""

    class Action(models.TextChoices):
        OPEN_CASE = "open_case", _("Open a case")
        REOPEN_CASE = "reopen_case", _("Reactivate the resolved case")

    rule = models.ForeignKey(CreationRule, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(_("name"), max_length=120)
    condition = models.JSONField(_("condition"), default=dict, blank=True)
    action = models.CharField(_("action"), max_length=16, choices=Action.choices, default=Action.OPEN_CASE)
    mapping = models.JSONField(_("set fields"), default=dict, blank=True)
    auto_reply = models.ForeignKey(
        "operations.Template",
        verbose_name=_("acknowledge with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["rule", "position", "id"]

    def __str__(self) -> str:
        return self.name


class IntakeLog(models.Model):
    """What was decided about one message, and why."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("Opened a case")
        ATTACHED = "attached", _("Attached to its case")
        REOPENED = "reopened", _("Reactivated its case")
        SKIPPED = "skipped", _("No case")
        FAILED = "failed", _("Failed")

    message = models.OneToOneField("engagement.Message", on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(CreationRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    item = models.ForeignKey(CreationRuleItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    explanation = models.CharField(max_length=1000)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.explanation}"
