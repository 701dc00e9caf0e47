"""The form of a support contract. Terms are cases or hours, as people count them."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from caseway.customers.models import Account, Contact, Product
from caseway.entitlements.commands import Contract, contract_of
from caseway.entitlements.models import Entitlement
from caseway.entitlements.rules import Allocation, DecreaseOn, term_of, units_of
from caseway.sla.models import SlaPolicy

CHANNEL = re.compile(r"([\w-]{1,12})\s*[:=]?\s+(\d{1,9}(?:\.\d{1,4})?)")


class DateInput(forms.DateInput):
    input_type = "date"


class ContractForm(forms.Form):
    """What is agreed with one customer. Contacts can be listed once the account is known."""

    name = forms.CharField(label=_("Name"), max_length=160)
    account = forms.CharField(
        label=_("Account number"), max_length=24, required=False, help_text=_("Such as ACC-1007; or else a contact.")
    )
    contact = forms.IntegerField(
        label=_("Contact"), min_value=1, required=False, help_text=_("The number of a contact without an account.")
    )
    starts_on = forms.DateField(label=_("Start"), widget=DateInput)
    ends_on = forms.DateField(label=_("End"), widget=DateInput)
    allocation = forms.ChoiceField(label=_("Counts"), choices=Entitlement.Allocation.choices)
    total = forms.DecimalField(label=_("Total"), min_value=0, max_value=1_000_000, max_digits=12, decimal_places=4)
    decrease_on = forms.ChoiceField(
        label=_("Decrease remaining on"), choices=Entitlement.DecreaseOn.choices, initial="resolution"
    )
    is_restricted = forms.BooleanField(label=_("Refuse cases beyond the total"), required=False)
    policy = forms.ModelChoiceField(
        SlaPolicy.objects.all(), label=_("Service levels"), required=False, empty_label=_("The default ones")
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.filter(is_active=True),
        label=_("Products"),
        required=False,
        help_text=_("None chosen covers every product."),
    )
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=_("Contacts"),
        required=False,
        help_text=_("None chosen covers everybody of the account."),
    )
    channels = forms.CharField(
        label=_("Parts by channel"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One a line, such as: email 5. Leave it empty when every channel may use the whole."),
    )
    description = forms.CharField(
        label=_("Description"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self, data: QueryDict | None = None, *, entitlement: Entitlement | None = None, account: str = ""
    ) -> None:
        super().__init__(data, initial=_shown(entitlement) if entitlement else {"account": account})
        listed = self.fields["contacts"]
        if entitlement is None or entitlement.account_id is None or not isinstance(listed, forms.ModelChoiceField):
            del self.fields["contacts"]
        else:
            listed.queryset = Contact.objects.filter(account_id=entitlement.account_id)

    def clean_account(self) -> Account | None:
        number = self.cleaned_data["account"].strip().upper()
        found = Account.objects.filter(number=number).first()
        if number and found is None:
            raise ValidationError(_("There is no account with this number."), code="account")
        return found

    def clean(self) -> dict[str, object]:
        asked = super().clean() or self.cleaned_data
        allocation = Allocation(asked.get("allocation", "cases"))
        for name, read in (("total", _units), ("channels", _parts)):
            if name in asked:
                try:
                    asked[name] = read(allocation, asked[name])
                except ValueError as error:
                    self.add_error(name, str(error))
        return asked

    def contract(self) -> Contract:
        asked = self.cleaned_data
        copied = ("name", "starts_on", "ends_on", "total", "is_restricted", "description", "channels")
        return Contract(
            **{name: asked[name] for name in copied},
            allocation=Allocation(asked["allocation"]),
            decrease_on=DecreaseOn(asked["decrease_on"]),
            account_id=asked["account"].pk if asked["account"] else None,
            contact_id=asked["contact"],
            policy_id=asked["policy"].pk if asked["policy"] else None,
            product_ids=[product.pk for product in asked["products"]],
            contact_ids=[contact.pk for contact in asked.get("contacts", ())],
        )


def _units(allocation: Allocation, term: Decimal) -> int:
    return units_of(allocation, term)


def _parts(allocation: Allocation, written: str) -> dict[str, int]:
    """Units by channel; ValueError for a line that says something else."""
    parts: dict[str, int] = {}
    for line in filter(None, map(str.strip, written.splitlines())):
        match = CHANNEL.fullmatch(line)
        if match is None:
            raise ValueError(_now("“%(line)s”: write a channel and its part, such as: email 5.") % {"line": line[:40]})
        parts[match[1].lower()] = units_of(allocation, Decimal(match[2]))
    return parts


def _shown(entitlement: Entitlement) -> dict[str, object]:
    contract = contract_of(entitlement)
    lines = [f"{name} {term_of(contract.allocation, part)}" for name, part in contract.channels.items()]
    return vars(contract) | {
        "account": entitlement.account.number if entitlement.account else "",
        "contact": contract.contact_id,
        "policy": contract.policy_id,
        "total": term_of(contract.allocation, contract.total),
        "contacts": contract.contact_ids,
        "products": contract.product_ids,
        "channels": "\n".join(lines),
    }
