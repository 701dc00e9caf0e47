"""Products and the pieces of them that customers own, over REST."""

from dataclasses import replace

from django.db import transaction
from django.shortcuts import get_object_or_404

from caseway.customers import commands, queries
from caseway.customers.models import Asset, Product
from caseway.customers.schemas import (
    AssetChange,
    AssetIn,
    AssetOut,
    AssetQuery,
    ProductChange,
    ProductIn,
    ProductOut,
)
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    held,
    listing,
    stamp,
)

router = Router(tags=["assets"])


@router.get("/products", response=Listing[ProductOut])
def list_products(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Products by name, also those no longer sold."""
    return listing(queries.visible_products(request.actor), asked, order=("name", "id"))


@router.post("/products", response={201: ProductOut})
def create_product(request: ApiRequest, data: ProductIn) -> Status[Product]:
    """Create a product; name and article number must be new."""
    made = commands.create_product(commands.ProductDetails(**data.model_dump()), actor=request.actor)
    return Status(201, stamp(request, made))


@router.get("/products/{product_id}", response=ProductOut)
def get_product(request: ApiRequest, product_id: Path[Identifier]) -> Product:
    """One product."""
    return stamp(request, _product(request, product_id))


@router.patch("/products/{product_id}", response=ProductOut)
@transaction.atomic
def update_product(request: ApiRequest, product_id: Path[Identifier], data: ProductChange) -> Product:
    """Change what is given."""
    found = held(request, _product(request, product_id))
    details = replace(commands.ProductDetails.of(found), **data.model_dump(exclude_none=True))
    return stamp(request, commands.update_product(found, actor=request.actor, details=details))


@router.delete("/products/{product_id}", response={204: None})
def delete_product(request: ApiRequest, product_id: Path[Identifier]) -> Status[None]:
    """Forget one that nothing refers to. Set `is_active` to false for one that is no longer sold."""
    commands.delete_product(_product(request, product_id), actor=request.actor)
    return Status(204, None)


@router.get("/assets", response=Listing[AssetOut])
def list_assets(request: ApiRequest, asked: Query[AssetQuery]) -> ListAnswer:
    """What customers own, of all or of one account or contact."""
    if asked.account or asked.contact:
        rows = queries.assets_of(request.actor, account_id=asked.account, contact_id=asked.contact)
    else:
        rows = queries.visible_assets(request.actor)
    return listing(rows, asked, order=("-id",))


@router.post("/assets", response={201: AssetOut})
def register_asset(request: ApiRequest, data: AssetIn) -> Status[Asset]:
    """Note that a customer owns this piece."""
    made = commands.register_asset(commands.AssetDetails(**data.model_dump()), actor=request.actor)
    return Status(201, stamp(request, made))


@router.get("/assets/{asset_id}", response=AssetOut)
def asset(request: ApiRequest, asset_id: Path[Identifier]) -> Asset:
    """One piece."""
    return stamp(request, _asset(request, asset_id))


@router.patch("/assets/{asset_id}", response=AssetOut)
@transaction.atomic
def update_asset(request: ApiRequest, asset_id: Path[Identifier], data: AssetChange) -> Asset:
    """Change what is given, also the owner."""
    found = held(request, _asset(request, asset_id))
    given = data.model_dump(exclude_unset=True)
    known = {name: value for name, value in given.items() if value is not None or name not in ("product_id", "serial")}
    changed = commands.update_asset(
        found, actor=request.actor, details=replace(commands.AssetDetails.of(found), **known)
    )
    return stamp(request, changed)


def _asset(request: ApiRequest, asset_id: int) -> Asset:
    return get_object_or_404(queries.visible_assets(request.actor), pk=asset_id)


def _product(request: ApiRequest, product_id: int) -> Product:
    return get_object_or_404(queries.visible_products(request.actor), pk=product_id)
