"""What is agreed in a support contract, checked and written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from caseway.customers.models import Account, Contact, Product
from caseway.entitlements.models import Entitlement, EntitlementChannel
from caseway.entitlements.rules import Allocation, DecreaseOn, Terms
from caseway.kernel.errors import Invalid
from caseway.sla.models import SlaPolicy

MOST_UNITS = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What was agreed with one customer, an account or a contact. Amounts are cases, or minutes for hours.

    Empty lists of contacts and products cover everything; `channels` gives some channels a part of their own.
    """

    name: str
    starts_on: date
    ends_on: date
    total: int
    account_id: int | None = None
    contact_id: int | None = None
    allocation: Allocation = Allocation.CASES
    decrease_on: DecreaseOn = DecreaseOn.RESOLUTION
    is_restricted: bool = False
    policy_id: int | None = None
    description: str = ""
    contact_ids: Iterable[int] = ()
    product_ids: Iterable[int] = ()
    channels: Mapping[str, int] = field(default_factory=dict)


LISTS = frozenset({"contact_ids", "product_ids", "channels"})


def columns(contract: Contract) -> dict[str, object]:
    """The values that are columns of the contract's own row."""
    return {name: value for name, value in vars(contract).items() if name not in LISTS}


def contract_of(entitlement: Entitlement) -> Contract:
    """The contract as it was agreed, without what was used of it."""
    return Contract(
        name=entitlement.name,
        starts_on=entitlement.starts_on,
        ends_on=entitlement.ends_on,
        total=entitlement.total,
        account_id=entitlement.account_id,
        contact_id=entitlement.contact_id,
        allocation=Allocation(entitlement.allocation),
        decrease_on=DecreaseOn(entitlement.decrease_on),
        is_restricted=entitlement.is_restricted,
        policy_id=entitlement.policy_id,
        description=entitlement.description,
        contact_ids=tuple(entitlement.contacts.values_list("pk", flat=True)),
        product_ids=tuple(entitlement.products.values_list("pk", flat=True)),
        channels=dict(entitlement.channels.values_list("channel", "total")),
    )


def set_lists(entitlement: Entitlement, contract: Contract) -> None:
    """Write contacts, products and channels; what a channel used stays used."""
    entitlement.contacts.set(contract.contact_ids)
    entitlement.products.set(contract.product_ids)
    rows = {row.channel: row for row in entitlement.channels.all()}
    entitlement.channels.exclude(channel__in=list(contract.channels)).delete()
    for channel, total in contract.channels.items():
        row = rows.get(channel) or EntitlementChannel(entitlement=entitlement, channel=channel, total=0, remaining=0)
        row.remaining, row.total = row.remaining + total - row.total, total
        row.save()


def require_sound(contract: Contract) -> None:
    """Raise `Invalid` naming each field that cannot be as it is."""
    faults = _faults_of_customer(contract) | _faults_of_lists(contract) | _faults_of_amounts(contract)
    if contract.ends_on < contract.starts_on:
        faults["ends_on"] = _("Choose an end that is not before the start.")
    if faults:
        raise Invalid(_("The entitlement cannot be saved like this."), fields=faults)


def _faults_of_customer(contract: Contract) -> dict[str, str]:
    if (contract.account_id is None) == (contract.contact_id is None):
        return {"account": _("Choose an account or a contact, not both.")}
    owner: type[Model] = Account if contract.account_id else Contact
    if not owner._default_manager.filter(pk=contract.account_id or contract.contact_id).exists():
        return {"account": _("Choose an account or a contact that exists.")}
    return {}


def _faults_of_lists(contract: Contract) -> dict[str, str]:
    faults: dict[str, str] = {}
    contacts, products = set(contract.contact_ids), set(contract.product_ids)
    if contacts and contract.account_id is None:
        faults["contacts"] = _("A contact's own entitlement needs no list of contacts.")
    elif Contact.objects.filter(pk__in=contacts, account_id=contract.account_id or 0).count() != len(contacts):
        faults["contacts"] = _("List only contacts of this account.")
    if Product.objects.filter(pk__in=products).count() != len(products):
        faults["products"] = _("List only products that exist.")
    if contract.policy_id and not SlaPolicy.objects.filter(pk=contract.policy_id).exists():
        faults["policy"] = _("Choose a service-level policy that exists.")
    return faults


def _faults_of_amounts(contract: Contract) -> dict[str, str]:
    faults: dict[str, str] = {}
    try:
        Terms(contract.allocation, contract.decrease_on)
    except ValueError as error:
        faults["decrease_on"] = str(error)
    if not 0 <= contract.total <= MOST_UNITS:
        faults["total"] = _("Write a total from 0 to %(most)d.") % {"most": MOST_UNITS}
    if any(not 0 <= part <= contract.total for part in contract.channels.values()):
        faults["channels"] = _("Write for each channel a part from 0 to the total.")
    return faults
