"""Assets: the pieces that customers own."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from caseway.customers.commands.checking import PERMISSION, apply, check
from caseway.customers.events import AssetChanged, AssetRegistered
from caseway.customers.models import Asset
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish


class SerialTaken(DomainError):
    """A piece of this product with this serial number is registered already."""


@dataclass(frozen=True, kw_only=True)
class AssetDetails:
    """One piece and who owns it: an account, a contact, or both."""

    product_id: int
    serial: str
    account_id: int | None = None
    contact_id: int | None = None
    bought_on: date | None = None
    warranty_until: date | None = None

    @classmethod
    def of(cls, asset: Asset) -> "AssetDetails":
        return cls(
            product_id=asset.product_id,
            serial=asset.serial,
            account_id=asset.account_id,
            contact_id=asset.contact_id,
            bought_on=asset.bought_on,
            warranty_until=asset.warranty_until,
        )


@transaction.atomic
def register_asset(details: AssetDetails, *, actor: Actor) -> Asset:
    """Note that a customer owns this piece. Raises `SerialTaken`."""
    require(actor, PERMISSION)
    _require_owner(details)
    asset = Asset(**asdict(details))
    check(asset)
    _save(asset, fields=None)
    record_change(asset, actor=actor)
    publish(
        AssetRegistered(
            asset_id=asset.pk, account_id=asset.account_id, contact_id=asset.contact_id, actor=actor.reference
        )
    )
    return asset


@transaction.atomic
def update_asset(asset: Asset, *, actor: Actor, details: AssetDetails) -> Asset:
    """Also for a piece that changes hands. Raises `SerialTaken`."""
    require(actor, PERMISSION)
    _require_owner(details)
    asset = lock_row(asset)
    if changed := apply(asset, asdict(details)):
        _save(asset, fields=changed)
        record_change(asset, actor=actor)
        publish(AssetChanged(asset_id=asset.pk, fields=changed, actor=actor.reference))
    return asset


def _require_owner(details: AssetDetails) -> None:
    if details.account_id is None and details.contact_id is None:
        sentence = _("Say who owns it: an account, a contact, or both.")
        raise Invalid(sentence, fields={"account_id": sentence})
    if details.bought_on and details.warranty_until and details.warranty_until < details.bought_on:
        sentence = _("Choose an end of the warranty after the purchase.")
        raise Invalid(sentence, fields={"warranty_until": sentence})


def _save(asset: Asset, *, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            asset.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        sentence = _("A piece with this serial number is registered already.")
        raise SerialTaken(sentence, fields={"serial": sentence}) from error
