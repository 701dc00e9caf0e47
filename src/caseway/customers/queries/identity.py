"""Who somebody is by their address, and by which address they are written to."""

from dataclasses import dataclass

from django.db.models import F, Q

from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.rules import UnusableAddressError, normalize_email

EMAIL = ContactPoint.Kind.EMAIL


@dataclass(frozen=True)
class Customer:
    """Who writes: a contact with their account if any, or an account whose own address it is.

    `is_undeliverable`: mail to this address came back before.
    """

    contact: Contact | None
    account: Account | None
    is_undeliverable: bool = False


def customer_by_address(email: str) -> Customer | None:
    """Whoever has this mail address, in one query; None for nobody, and for what is no address."""
    try:
        normalized = normalize_email(email)
    except UnusableAddressError:
        return None
    points = ContactPoint.objects.select_related("contact__account", "account")
    point = points.filter(kind=EMAIL, normalized=normalized).first()
    if point is None:
        return None
    account = point.contact.account if point.contact else point.account
    return Customer(point.contact, account, point.is_undeliverable)


def is_contacts_name(name: str) -> bool:
    """Whether a contact is called exactly so."""
    return bool(name.strip()) and Contact.objects.filter(name=name.strip()).exists()


def contact_by_address(email: str) -> Contact | None:
    """The contact who has this mail address, with the account, in one query; None for anybody else."""
    customer = customer_by_address(email)
    return customer.contact if customer else None


def primary_email(*, contact_id: int | None, account_id: int | None) -> str:
    """The address to write to, "" if none: the contact's before the account's, a working one before the primary."""
    owned = Q(pk__in=[])
    if contact_id:
        owned |= Q(contact_id=contact_id)
    if account_id:
        owned |= Q(account_id=account_id)
    points = ContactPoint.objects.filter(owned, kind=EMAIL)
    best = points.order_by("is_undeliverable", F("contact_id").asc(nulls_last=True), "-is_primary", "id")
    return best.values_list("value", flat=True).first() or ""
