"""The reads of customers."""

from caseway.customers.queries.identity import (
    Customer,
    contact_by_address,
    customer_by_address,
    is_contacts_name,
    primary_email,
)
from caseway.customers.queries.search import search_accounts, search_contacts
from caseway.customers.queries.visible import (
    assets_of,
    points_of,
    visible_accounts,
    visible_assets,
    visible_contacts,
    visible_products,
    with_points,
)

__all__ = [
    "Customer",
    "assets_of",
    "contact_by_address",
    "customer_by_address",
    "is_contacts_name",
    "points_of",
    "primary_email",
    "search_accounts",
    "search_contacts",
    "visible_accounts",
    "visible_assets",
    "visible_contacts",
    "visible_products",
    "with_points",
]
