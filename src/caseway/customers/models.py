"""Customers: organisations, the people in them, how they are reached, and what they own."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class NextAccountNumber(Func):
    """`ACC-1007`, from a sequence."""

    template = "'ACC-' || nextval('account_number')::text"
    output_field = models.CharField()


class Account(models.Model):
    """An organisation that buys from us."""

    class Tier(models.TextChoices):
        STANDARD = "standard", _("Standard")
        SILVER = "silver", _("Silver")
        GOLD = "gold", _("Gold")

    number = models.CharField(max_length=24, unique=True, db_default=NextAccountNumber(), editable=False)
    name = models.CharField(_("name"), max_length=160)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, default=Tier.STANDARD)
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["name"], name="account_name_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person. With an account, the account is the customer."""

    name = models.CharField(_("name"), max_length=160)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["name"], name="contact_name_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    """An address or number of a contact or an account. `normalized` is compared, and belongs to one of them."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")

    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="points")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    value = models.CharField(_("address or number"), max_length=320)
    normalized = models.CharField(max_length=320)
    is_primary = models.BooleanField(_("is primary"), default=False)
    is_undeliverable = models.BooleanField(_("cannot be reached"), default=False)

    class Meta:
        ordering = ["-is_primary", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True) ^ Q(account__isnull=True), name="point_of_a_contact_or_an_account"
            ),
            models.UniqueConstraint(fields=["kind", "normalized"], name="point_belongs_to_one"),
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=Q(is_primary=True, contact__isnull=False),
                name="one_primary_a_kind",
            ),
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=Q(is_primary=True, account__isnull=False),
                name="one_primary_a_kind_of_account",
            ),
        ]
        indexes = [GinIndex(fields=["normalized"], name="point_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.value


class Product(models.Model):
    """Something we sell and support."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    sku = models.CharField(_("article number"), max_length=40, unique=True)
    is_active = models.BooleanField(_("is sold"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """One piece of a product that a customer owns."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    serial = models.CharField(_("serial number"), max_length=100)
    bought_on = models.DateField(_("bought"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)

    class Meta:
        ordering = [F("bought_on").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "serial"], name="one_serial_a_product"),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(contact__isnull=False), name="asset_has_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.serial}"
