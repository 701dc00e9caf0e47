"""The fields a case offers to conditions, and to the steps of process flows.

For conditions their values are `attributes_of_case`, their columns `path`; for flows `filled_fields` of the workspace
says which hold something.
"""

from django.utils.translation import gettext_lazy as _

from caseway.cases.models import Case
from caseway.customers.models import Account
from caseway.flows.queries import offer_fields
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

offer_fields(
    "case",
    {
        "customer": _("a customer"),
        "account": _("an account"),
        "contact": _("a contact"),
        "product": _("a product"),
        "asset": _("what the customer owns"),
        "entitlement": _("an entitlement"),
        "description": _("a description"),
        "article": _("a linked article"),
        "note": _("a note"),
        "first_response": _("a first answer"),
        "resolution": _("a resolution"),
    },
)
