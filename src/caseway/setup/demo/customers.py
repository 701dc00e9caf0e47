"""Who buys there, what they own, and what was promised to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from caseway.customers.commands import ContactDetails, create_contact
from caseway.customers.models import Account, Asset, Contact, Product
from caseway.entitlements.models import Entitlement
from caseway.kernel.access import SYSTEM
from caseway.sla.models import SlaPolicy


@dataclass(frozen=True)
class Customer:
    """An account with its people: name and address of each."""

    name: str
    tier: str
    people: tuple[tuple[str, str], ...]
    products: tuple[str, ...]
    cases: int


PRODUCTS = (
    ("Brewer One", "BR-100"),
    ("Brewer Pro", "BR-200"),
    ("Oven Connect", "OV-300"),
    ("Grinder Silent", "GR-120"),
    ("Mixer Studio", "MX-400"),
    ("Kettle Exact", "KT-050"),
)

CUSTOMERS = (
    Customer(
        "Lumen Labs",
        "gold",
        (("Maria Gomez", "maria@lumenlabs.example"), ("Tom Adler", "tom@lumenlabs.example")),
        ("BR-200", "GR-120"),
        15,
    ),
    Customer("Harbor Bakery", "gold", (("Ines Duarte", "ines@harborbakery.example"),), ("OV-300", "MX-400"), 20),
    Customer("Café Meridian", "silver", (("Jonas Weber", "jonas@meridian.example"),), ("BR-100", "GR-120"), 8),
    Customer("Atelier Nord", "silver", (("Lina Berg", "lina@ateliernord.example"),), ("BR-100",), 6),
    Customer("Green Fork", "standard", (("Omar Haddad", "omar@greenfork.example"),), ("OV-300",), 0),
)

PEOPLE = (("Priya Nair", "priya.nair@mail.example"), ("Luca Romano", "luca.romano@mail.example"))


def set_up_customers() -> None:
    products = {sku: Product.objects.create(name=name, sku=sku) for name, sku in PRODUCTS}
    policy = SlaPolicy.objects.filter(is_default=True).first()
    for customer in CUSTOMERS:
        account = Account.objects.create(name=customer.name, tier=customer.tier)
        contacts = [_contact(name, email, account) for name, email in customer.people]
        _assets(customer, account, contacts[0], products)
        if customer.cases:
            _contract(customer, account, policy)
    for name, email in PEOPLE:
        _contact(name, email, None)


def _contact(name: str, email: str, account: Account | None) -> Contact:
    details = ContactDetails(name=name, account_id=account.pk if account else None)
    return create_contact(details, emails=[email], actor=SYSTEM)


def _assets(customer: Customer, account: Account, contact: Contact, products: dict[str, Product]) -> None:
    for place, sku in enumerate(customer.products, 1):
        bought_on = date(2025, 3 + place, 12)
        Asset.objects.create(
            product=products[sku],
            account=account,
            contact=contact,
            serial=f"{sku}-{account.pk:03d}{place:02d}",
            bought_on=bought_on,
            warranty_until=bought_on + timedelta(days=730),
        )


def _contract(customer: Customer, account: Account, policy: SlaPolicy | None) -> None:
    year = timezone.localdate().year
    Entitlement.objects.create(
        name=f"{customer.tier.capitalize()} support {year}",
        account=account,
        policy=policy,
        status=Entitlement.Status.ACTIVATED,
        starts_on=date(year, 1, 1),
        ends_on=date(year + 1, 12, 31),
        total=customer.cases,
        remaining=customer.cases,
        is_default=True,
        description="Cases with first response and resolution as promised.",
    )
