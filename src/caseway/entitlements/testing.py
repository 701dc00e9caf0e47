"""Contracts for tests."""

from datetime import date, timedelta

from django.utils import timezone

from caseway.customers.models import Account
from caseway.entitlements.models import Entitlement, EntitlementChannel


def make_entitlement(account: Account | None = None, **values: object) -> Entitlement:
    """An active contract of 15 cases, decreased on resolution, from a month ago to eleven months from now.

    `channels={"email": 5}` gives channels a part, `contacts=[…]` and `products=[…]` fill the lists.
    """
    channels = values.pop("channels", {})
    lists = {name: values.pop(name, []) for name in ("contacts", "products")}
    today: date = timezone.localdate()
    dates = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=335)}
    total = values.get("total", 15)
    defaults = {"name": "Gold support", "status": "activated", "total": total, "remaining": total, "account": account}
    entitlement = Entitlement.objects.create(**dates | defaults | values)
    for name, rows in lists.items():
        getattr(entitlement, name).set(rows)
    assert isinstance(channels, dict)
    for channel, part in channels.items():
        EntitlementChannel.objects.create(entitlement=entitlement, channel=channel, total=part, remaining=part)
    return entitlement
