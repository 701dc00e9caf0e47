"""Support contracts: what a customer may ask for, and what is left of it. Amounts are cases, or minutes for hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Entitlement(models.Model):
    """A contract of one customer. `rules.state_on` says its state; the ledger explains what is left."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVATED = "activated", _("Activated")
        CANCELED = "canceled", _("Canceled")

    class Allocation(models.TextChoices):
        CASES = "cases", _("Number of cases")
        HOURS = "hours", _("Number of hours")

    class DecreaseOn(models.TextChoices):
        CREATION = "creation", _("Case creation")
        RESOLUTION = "resolution", _("Case resolution")

    name = models.CharField(_("name"), max_length=160)
    account = models.ForeignKey("customers.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contacts = models.ManyToManyField("customers.Contact", related_name="+", blank=True)
    products = models.ManyToManyField("customers.Product", related_name="+", blank=True)
    policy = models.ForeignKey("sla.SlaPolicy", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"))
    allocation = models.CharField(_("allocation"), max_length=8, choices=Allocation.choices, default=Allocation.CASES)
    decrease_on = models.CharField(
        _("decrease remaining on"), max_length=12, choices=DecreaseOn.choices, default=DecreaseOn.RESOLUTION
    )
    total = models.IntegerField(_("total"), help_text=_("Cases, or minutes for an allocation by hours."))
    remaining = models.IntegerField(_("remaining"))
    is_restricted = models.BooleanField(_("refuse cases beyond the total"), default=False)
    is_default = models.BooleanField(_("default of its customer"), default=False)
    description = models.TextField(_("description"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(contact__isnull=True), name="entitlement_customer"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="entitlement_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(total__gte=0), name="entitlement_total_not_negative"),
            models.UniqueConstraint(fields=["account"], condition=Q(is_default=True), name="one_default_an_account"),
            models.UniqueConstraint(fields=["contact"], condition=Q(is_default=True), name="one_default_a_contact"),
        ]

    def __str__(self) -> str:
        return self.name


class EntitlementChannel(models.Model):
    """What one channel may use of the whole; it moves with the total."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="channels")
    channel = models.CharField(_("channel"), max_length=12)
    total = models.IntegerField(_("total"))
    remaining = models.IntegerField(_("remaining"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entitlement", "channel"], name="one_row_a_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.remaining} of {self.total}"


class LedgerEntry(models.Model):
    """One movement: `amount` is negative when something was used. `remaining` is what was left after it.

    The total and all amounts add up to what the contract has left.
    """

    class Reason(models.TextChoices):
        ATTACHED = "attached", _("Case created")
        DETACHED = "detached", _("Entitlement changed")
        RESOLVED = "resolved", _("Case resolved")
        CANCELED = "canceled", _("Case canceled")
        REACTIVATED_FROM_RESOLVED = "reactivated_from_resolved", _("Resolved case reactivated")
        REACTIVATED_FROM_CANCELED = "reactivated_from_canceled", _("Canceled case reactivated")

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="ledger")
    amount = models.IntegerField()
    remaining = models.IntegerField()
    channel = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=40)
    reason = models.CharField(max_length=40, choices=Reason.choices)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["entitlement", "-id"], name="ledger_entitlement"),
            models.Index(fields=["reference", "entitlement"], name="ledger_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} for {self.reference}"
