"""The verbs of customers: accounts, contacts, how they are reached, products and what customers own."""

from caseway.customers.commands.accounts import AccountDetails, create_account, update_account
from caseway.customers.commands.assets import AssetDetails, register_asset, update_asset
from caseway.customers.commands.contacts import ContactDetails, create_contact, update_contact
from caseway.customers.commands.points import (
    AddressTaken,
    add_point,
    make_primary,
    mark_reachable,
    mark_undeliverable,
    remove_point,
)
from caseway.customers.commands.products import ProductDetails, create_product, delete_product, update_product

__all__ = [
    "AccountDetails",
    "AddressTaken",
    "AssetDetails",
    "ContactDetails",
    "ProductDetails",
    "add_point",
    "create_account",
    "create_contact",
    "create_product",
    "delete_product",
    "make_primary",
    "mark_reachable",
    "mark_undeliverable",
    "register_asset",
    "remove_point",
    "update_account",
    "update_asset",
    "update_contact",
    "update_product",
]
