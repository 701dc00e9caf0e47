"""The settings page of products."""

from django.utils.translation import gettext_lazy as _

from caseway.customers.models import Product
from caseway.kernel.crud import CrudSet

PRODUCTS = CrudSet(
    model=Product,
    url_name="products",
    title=_("Products"),
    singular=_("product"),
    fields=("name", "sku", "is_active"),
    columns=("name", "sku", "is_active"),
    order=("name", "id"),
    intro=_("What you sell and support. What is no longer sold stays with those who own it."),
)
