"""Customers for tests and demonstrations, written straight into the tables."""

from itertools import count

from caseway.customers.models import Account, Asset, Contact, ContactPoint, Product
from caseway.customers.rules import normalize_email, normalize_phone

numbers = count(1)
Kind = ContactPoint.Kind


def make_account(name: str = "Lumen Labs", *, tier: str = Account.Tier.GOLD, email: str = "") -> Account:
    """A gold account; with `email`, its own address."""
    account = Account.objects.create(name=name, tier=tier)
    account.refresh_from_db(fields=["number"])
    if email:
        make_point(account, email)
    return account


def make_contact(
    name: str = "Maria Lopez", *, email: str = "", phone: str = "", account: Account | None = None
) -> Contact:
    """A person without an account unless one is given."""
    contact = Contact.objects.create(name=name, account=account)
    for kind, value in ((Kind.EMAIL, email), (Kind.PHONE, phone)):
        if value:
            make_point(contact, value, kind=kind)
    return contact


def make_point(
    owner: Account | Contact, value: str, *, kind: str = Kind.EMAIL, is_primary: bool = True
) -> ContactPoint:
    """An address or number of the owner; the primary one unless said otherwise."""
    normalized = normalize_email(value) if kind == Kind.EMAIL else normalize_phone(value)
    held = {"account": owner} if isinstance(owner, Account) else {"contact": owner}
    return ContactPoint.objects.create(kind=kind, value=value, normalized=normalized, is_primary=is_primary, **held)


def make_product(name: str = "", *, sku: str = "", is_active: bool = True) -> Product:
    """A product with a name and article number of its own."""
    number = next(numbers)
    return Product.objects.create(name=name or f"Oven {number}", sku=sku or f"OV-{number}", is_active=is_active)


def make_asset(
    product: Product, *, account: Account | None = None, contact: Contact | None = None, serial: str = ""
) -> Asset:
    """One piece that the account or the contact owns."""
    return Asset.objects.create(
        product=product, account=account, contact=contact, serial=serial or f"SN-{next(numbers)}"
    )
