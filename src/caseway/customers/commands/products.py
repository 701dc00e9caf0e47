"""Products: what we sell and support."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from caseway.customers.commands.checking import apply, check
from caseway.customers.models import Product
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.crud.commands import delete_row
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError

PERMISSION = "settings.manage"


class ProductExists(DomainError):
    """Another product has this name or article number."""


@dataclass(frozen=True, kw_only=True)
class ProductDetails:
    name: str
    sku: str
    is_active: bool = True

    @classmethod
    def of(cls, product: Product) -> "ProductDetails":
        return cls(name=product.name, sku=product.sku, is_active=product.is_active)


@transaction.atomic
def create_product(details: ProductDetails, *, actor: Actor) -> Product:
    """Name and article number must be new. Raises `ProductExists`."""
    require(actor, PERMISSION)
    product = Product(**asdict(details))
    check(product)
    _save(product, fields=None)
    record_change(product, actor=actor)
    return product


@transaction.atomic
def update_product(product: Product, *, actor: Actor, details: ProductDetails) -> Product:
    """A product that is no longer sold stays on what customers own. Raises `ProductExists`."""
    require(actor, PERMISSION)
    product = lock_row(product)
    if changed := apply(product, asdict(details)):
        _save(product, fields=changed)
        record_change(product, actor=actor)
    return product


def delete_product(product: Product, *, actor: Actor) -> None:
    """Forget a product that nothing refers to; one that was sold is marked as no longer sold instead."""
    delete_row(product, actor=actor, permission=PERMISSION)


def _save(product: Product, *, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            product.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        raise ProductExists(_("Another product has this name or article number. Choose others.")) from error
