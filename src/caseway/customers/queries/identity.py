"""Who somebody is by their address, and by which address they are written to."""

from dataclasses import dataclass
from functools import cache

from django.db.models import F, Q
from psycopg.sql import SQL

from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.rules import UnusableAddressError, normalize_email
from caseway.kernel.rows import columns_of, read_pair

EMAIL = ContactPoint.Kind.EMAIL
WHO = """
SELECT {}, {}, point.is_undeliverable FROM customers_contactpoint point
LEFT JOIN customers_contact contact ON contact.id = point.contact_id
LEFT JOIN customers_account account ON account.id = coalesce(contact.account_id, point.account_id)
WHERE point.kind = %s AND point.normalized = %s
"""


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
    contact, account, more = read_pair(_who(), (EMAIL, normalized), Contact, Account)
    if contact:
        contact.account = account
    return Customer(contact, account, is_undeliverable=bool(more[0])) if more else None


@cache
def _who() -> str:
    return SQL(WHO).format(columns_of(Contact, "contact"), columns_of(Account, "account")).as_string()


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
