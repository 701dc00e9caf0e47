"""The door to customers' records: who may read customers reads all of them."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from caseway.customers.models import Account, Asset, Contact, ContactPoint, Product
from caseway.kernel.access import Actor, may

M = TypeVar("M", bound=Model)
PERMISSION = "customers.read"


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    return _for_readers(Account.objects.all(), actor)


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """With their account."""
    return _for_readers(Contact.objects.select_related("account"), actor)


def visible_assets(actor: Actor) -> QuerySet[Asset]:
    """With product and owner."""
    return _for_readers(Asset.objects.select_related("product", "account", "contact"), actor)


def assets_of(actor: Actor, *, contact_id: int | None = None, account_id: int | None = None) -> QuerySet[Asset]:
    """What a customer owns: the contact's pieces and the account's."""
    owned = Q(pk__in=[])
    if contact_id:
        owned |= Q(contact_id=contact_id)
    if account_id:
        owned |= Q(account_id=account_id)
    return visible_assets(actor).filter(owned)


def points_of(actor: Actor) -> QuerySet[ContactPoint]:
    """Addresses and numbers with whose they are."""
    return _for_readers(ContactPoint.objects.select_related("contact", "account"), actor)


def visible_products(actor: Actor) -> QuerySet[Product]:
    """What we sell and support, also what is no longer sold."""
    return _for_readers(Product.objects.all(), actor)


def _for_readers(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    return rows if may(actor, PERMISSION) else rows.none()


def with_points(rows: QuerySet[M]) -> QuerySet[M]:
    """Accounts or contacts with their addresses and numbers, read in one further query."""
    return rows.prefetch_related("points")
