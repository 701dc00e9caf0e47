"""Products and the pieces that customers own."""

from datetime import date

import pytest

from caseway.customers.commands import (
    AssetDetails,
    ProductDetails,
    create_product,
    register_asset,
    update_asset,
    update_product,
)
from caseway.customers.commands.assets import SerialTaken
from caseway.customers.commands.products import ProductExists
from caseway.customers.models import Asset, Product
from caseway.customers.testing import make_account, make_asset, make_contact, make_product
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import EventRecord

pytestmark = pytest.mark.django_db


def test_a_piece_is_registered_and_changes_hands(writer):
    account, product, maria = make_account(), make_product(), make_contact()
    details = AssetDetails(product_id=product.pk, serial="SN-1", account_id=account.pk, bought_on=date(2026, 1, 5))
    asset = register_asset(details, actor=writer)
    moved = update_asset(
        asset, actor=writer, details=AssetDetails(product_id=product.pk, serial="SN-1", contact_id=maria.pk)
    )
    assert (moved.account_id, moved.contact_id, moved.bought_on) == (None, maria.pk, None)
    assert list(EventRecord.objects.order_by("id").values_list("name", "payload")) == [
        ("customers.AssetRegistered", {"asset_id": asset.pk, "account_id": account.pk, "contact_id": None}),
        ("customers.AssetChanged", {"asset_id": asset.pk, "fields": ["account_id", "contact_id", "bought_on"]}),
    ]


def test_a_serial_number_is_registered_once_a_product(writer):
    product, account = make_product(), make_account()
    make_asset(product, account=account, serial="SN-1")
    with pytest.raises(SerialTaken):
        register_asset(AssetDetails(product_id=product.pk, serial="SN-1", account_id=account.pk), actor=writer)
    register_asset(AssetDetails(product_id=make_product().pk, serial="SN-1", account_id=account.pk), actor=writer)
    assert Asset.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account_id": None}, "account_id"),
        ({"account_id": 987654321}, "account"),
        ({"product_id": 987654321}, "product"),
        ({"serial": ""}, "serial"),
        ({"bought_on": date(2026, 1, 2), "warranty_until": date(2026, 1, 1)}, "warranty_until"),
    ],
)
def test_a_piece_that_cannot_be_is_refused(writer, change, field):
    details = {"product_id": make_product().pk, "serial": "SN-1", "account_id": make_account().pk, **change}
    with pytest.raises(Invalid) as caught:
        register_asset(AssetDetails(**details), actor=writer)
    assert list(caught.value.fields) == [field]
    assert not Asset.objects.exists()


def test_a_product_is_created_once_and_retired(writer):
    product = create_product(ProductDetails(name="Steam oven", sku="OV-900"), actor=writer)
    for name, sku in (("Steam oven", "OV-901"), ("Other", "OV-900")):
        with pytest.raises(ProductExists):
            create_product(ProductDetails(name=name, sku=sku), actor=writer)
    retired = update_product(
        product, actor=writer, details=ProductDetails(name="Steam oven", sku="OV-900", is_active=False)
    )
    assert not retired.is_active
    assert Product.objects.count() == 1


def test_whoever_may_only_read_registers_nothing(reader):
    product, account = make_product(), make_account()
    asset = make_asset(product, account=account)
    details = AssetDetails(product_id=product.pk, serial="SN-2", account_id=account.pk)
    for refused in (
        lambda: register_asset(details, actor=reader),
        lambda: update_asset(asset, actor=reader, details=details),
        lambda: create_product(ProductDetails(name="X", sku="X"), actor=reader),
        lambda: update_product(product, actor=reader, details=ProductDetails(name="X", sku="X")),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert (Asset.objects.get().serial, Product.objects.get().name) == (asset.serial, product.name)
