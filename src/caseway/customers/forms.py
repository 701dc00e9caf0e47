"""What agents write down about customers. Each form says what its command wants."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.customers.commands import AccountDetails, AssetDetails, ContactDetails
from caseway.customers.models import Account, Contact, ContactPoint, Product
from caseway.customers.queries import visible_accounts, visible_products
from caseway.kernel.access import Actor


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    tier = forms.ChoiceField(label=_("Tier"), choices=Account.Tier.choices)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    def details(self) -> AccountDetails:
        return AccountDetails(**{name: self.cleaned_data[name] for name in ("name", "tier", "website")})


class NewAccountForm(AccountForm):
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    account = forms.CharField(
        label=_("Account number"),
        max_length=24,
        required=False,
        help_text=_("Such as ACC-1007. Empty for a private customer."),
    )
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.CharField(label=_("Language"), max_length=12, required=False, help_text=_("Such as en or de-CH."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        zones = [("", _("Not known")), *((zone, zone) for zone in sorted(zoneinfo.available_timezones()))]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    def clean_account(self) -> Account | None:
        number = self.cleaned_data["account"].strip().upper()
        if not number:
            return None
        found = visible_accounts(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no account %(number)s."), params={"number": number})
        return found

    def details(self) -> ContactDetails:
        account = self.cleaned_data["account"]
        values = {name: self.cleaned_data[name] for name in ("name", "job_title", "time_zone", "language")}
        return ContactDetails(**values, account_id=account.pk if account else None)


class NewContactForm(ContactForm):
    field_order = ("name", "email", "phone", "account", "job_title")
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)


class PointForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(
        label=_("Address or number"), max_length=320, widget=forms.TextInput(attrs={"autofocus": True})
    )
    is_primary = forms.BooleanField(label=_("Use it before the others"), required=False)


class AssetForm(forms.Form):
    product: "forms.ModelChoiceField[Product]" = forms.ModelChoiceField(label=_("Product"), queryset=None)
    serial = forms.CharField(label=_("Serial number"), max_length=100)
    bought_on = forms.DateField(label=_("Bought"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    warranty_until = forms.DateField(
        label=_("Warranty until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = visible_products(actor)  # type: ignore[attr-defined]

    def details(self, *, owner: Account | Contact) -> AssetDetails:
        values = dict(self.cleaned_data)
        product = values.pop("product")
        values["account_id" if isinstance(owner, Account) else "contact_id"] = owner.pk
        return AssetDetails(product_id=product.pk, **values)


def contact_values(contact: Contact) -> dict[str, str]:
    """What the form shows of a contact."""
    values = {name: getattr(contact, name) for name in ("name", "job_title", "time_zone", "language")}
    return values | {"account": contact.account.number if contact.account else ""}
