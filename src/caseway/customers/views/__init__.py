"""Pages about customers: the verbs of a customer, and what we sell."""

from caseway.customers.views.screens import PRODUCTS
from caseway.customers.views.verbs import (
    add_point,
    create_account,
    create_contact,
    make_primary,
    mark_reachable,
    register_asset,
    remove_point,
    update_account,
    update_contact,
)

__all__ = [
    "PRODUCTS",
    "add_point",
    "create_account",
    "create_contact",
    "make_primary",
    "mark_reachable",
    "register_asset",
    "remove_point",
    "update_account",
    "update_contact",
]
