"""Opening a case by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.cases.commands import NewCase
from caseway.cases.models import Case
from caseway.customers.models import Account, Contact, Product
from caseway.customers.queries import visible_accounts, visible_contacts, visible_products
from caseway.kernel.access import Actor

ORIGINS = [(one.value, one.label) for one in (Case.Origin.PHONE, Case.Origin.EMAIL, Case.Origin.WEB, Case.Origin.CHAT)]


class NewCaseForm(forms.Form):
    """`customer` is `contact:12` or `account:7`, of those the actor may read."""

    customer = forms.CharField(
        label=_("Customer"), max_length=40, error_messages={"required": _("Choose a contact or an account.")}
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Type"), choices=Case.Kind.choices, initial=Case.Kind.PROBLEM)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Case.Priority.choices, coerce=int, initial=Case.Priority.NORMAL
    )
    origin = forms.ChoiceField(label=_("How it came"), choices=ORIGINS, initial=Case.Origin.PHONE)
    product: "forms.ModelChoiceField[Product]" = forms.ModelChoiceField(
        label=_("Product"), queryset=None, required=False, empty_label=_("None yet")
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    takes_it = forms.BooleanField(label=_("I work on it"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["product"].queryset = visible_products(actor).filter(is_active=True)  # type: ignore[attr-defined]

    def clean_customer(self) -> Contact | Account:
        found = customer_named(self.cleaned_data["customer"], self.actor)
        if found is None:
            raise forms.ValidationError(_("This customer is not there any more: choose again."))
        return found

    def new_case(self) -> NewCase:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("customer", "takes_it")}
        customer = self.cleaned_data["customer"]
        named = {"contact": customer} if isinstance(customer, Contact) else {"account": customer}
        return NewCase(**values, **named)


def customer_named(name: str, actor: Actor) -> Contact | Account | None:
    """Who `contact:12` or `account:7` is, if the actor may read them."""
    kind, _colon, number = name.partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if kind == "contact":
        return visible_contacts(actor).filter(pk=int(number)).first()
    return visible_accounts(actor).filter(pk=int(number)).first() if kind == "account" else None
