"""Customers over REST: accounts, contacts, products and assets."""

from caseway.customers.api.accounts import router as accounts
from caseway.customers.api.assets import router as assets
from caseway.customers.api.contacts import router as contacts
from caseway.kernel.api import Router

router = Router(tags=["customers"])
router.add_router("", accounts)
router.add_router("", contacts)
router.add_router("", assets)
