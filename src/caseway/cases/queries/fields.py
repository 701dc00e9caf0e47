"""The fields a case offers to conditions. Their values are `attributes_of_case`, their columns `path`."""

from django.utils.translation import gettext_lazy as _

from caseway.cases.models import Case
from caseway.customers.models import Account
from caseway.kernel.conditions.registry import Field, FieldType, register

PRIORITIES = [(str(value), label) for value, label in Case.Priority.choices]

register(
    "case",
    [
        Field("title", _("Title"), FieldType.TEXT, "title"),
        Field("type", _("Type"), FieldType.CHOICE, "kind", Case.Kind.choices),
        Field("origin", _("Origin"), FieldType.CHOICE, "origin", Case.Origin.choices),
        Field("priority", _("Priority"), FieldType.CHOICE, "priority", PRIORITIES),
        Field("tier", _("Customer tier"), FieldType.CHOICE, "account__tier", Account.Tier.choices),
        Field("product", _("Product"), FieldType.TEXT, "product__sku"),
        Field("account", _("Account number"), FieldType.TEXT, "account__number"),
    ],
)
