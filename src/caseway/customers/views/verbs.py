"""Verbs about customers: each a dialog on a customer's page, or a page of its own without JavaScript."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.customers import commands
from caseway.customers.forms import (
    AccountForm,
    AssetForm,
    ContactForm,
    NewAccountForm,
    NewContactForm,
    PointForm,
    contact_values,
)
from caseway.customers.models import Account, Contact, ContactPoint
from caseway.customers.queries import points_of, visible_accounts, visible_contacts
from caseway.kernel.errors import DomainError
from caseway.kernel.pages import AgentRequest, agent_page, done, go, wants_fragment

WRITE = "customers.write"


@agent_page(WRITE)
def create_account(request: AgentRequest) -> HttpResponse:
    form = NewAccountForm(request.POST or None)

    def create() -> HttpResponse:
        made = commands.create_account(form.details(), actor=request.actor, **_points(form))
        return go(request, page_of(made))

    return _carry_out(request, form, create, _("New account"), _("Create"))


@agent_page(WRITE)
def update_account(request: AgentRequest, number: str) -> HttpResponse:
    account = _account(request, number)
    initial = {name: getattr(account, name) for name in ("name", "tier", "website")}
    form = AccountForm(request.POST or None, initial=initial)

    def update() -> HttpResponse:
        commands.update_account(account, actor=request.actor, details=form.details())
        return _done(request, account, _("%(name)s is saved."))

    return _carry_out(request, form, update, _("Edit %(name)s") % {"name": account.name}, _("Save"))


@agent_page(WRITE)
def create_contact(request: AgentRequest) -> HttpResponse:
    initial = {"account": request.GET.get("account", "")[:24], "name": request.GET.get("name", "")[:160]}
    form = NewContactForm(request.POST or None, actor=request.actor, initial=initial)

    def create() -> HttpResponse:
        made = commands.create_contact(form.details(), actor=request.actor, **_points(form))
        return go(request, page_of(made))

    return _carry_out(request, form, create, _("New contact"), _("Create"))


@agent_page(WRITE)
def update_contact(request: AgentRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    form = ContactForm(request.POST or None, actor=request.actor, initial=contact_values(contact))

    def update() -> HttpResponse:
        commands.update_contact(contact, actor=request.actor, details=form.details())
        return _done(request, contact, _("%(name)s is saved."))

    return _carry_out(request, form, update, _("Edit %(name)s") % {"name": contact.name}, _("Save"))


@agent_page(WRITE)
def add_point(request: AgentRequest, kind: str, key: str) -> HttpResponse:
    owner = _owner(request, kind, key)
    form = PointForm(request.POST or None)

    def add() -> HttpResponse:
        commands.add_point(owner, actor=request.actor, **form.cleaned_data)
        return _done(request, owner, _("%(name)s has another address."))

    return _carry_out(request, form, add, _("Add an address or number of %(name)s") % {"name": owner.name}, _("Add"))


@agent_page(WRITE)
def register_asset(request: AgentRequest, kind: str, key: str) -> HttpResponse:
    owner = _owner(request, kind, key)
    form = AssetForm(request.POST or None, actor=request.actor)

    def register() -> HttpResponse:
        commands.register_asset(form.details(owner=owner), actor=request.actor)
        return _done(request, owner, _("It is noted as owned by %(name)s."))

    return _carry_out(request, form, register, _("What %(name)s owns") % {"name": owner.name}, _("Add"))


@require_POST
@agent_page(WRITE)
def remove_point(request: AgentRequest, pk: int) -> HttpResponse:
    point = _point(request, pk)
    commands.remove_point(point, actor=request.actor)
    return _done(request, _owner_of(point), _("%(value)s is removed."), value=point.value)


@require_POST
@agent_page(WRITE)
def make_primary(request: AgentRequest, pk: int) -> HttpResponse:
    point = _point(request, pk)
    commands.make_primary(point, actor=request.actor)
    return _done(request, _owner_of(point), _("%(value)s is used first now."), value=point.value)


@require_POST
@agent_page(WRITE)
def mark_reachable(request: AgentRequest, pk: int) -> HttpResponse:
    point = _point(request, pk)
    commands.mark_reachable(point.value, actor=request.actor)
    return _done(request, _owner_of(point), _("Mail goes to %(value)s again."), value=point.value)


def page_of(customer: Account | Contact) -> str:
    """The address of a customer's page."""
    if isinstance(customer, Account):
        return reverse("workspace:account", args=[customer.number])
    return reverse("workspace:contact", args=[customer.pk])


def _carry_out(
    request: AgentRequest, form: forms.Form, verb: Callable[[], HttpResponse], title: str, submit: str
) -> HttpResponse:
    """Carry the verb out once the form is right. What the domain refuses stands beside its field."""
    if form.is_valid():
        try:
            return verb()
        except DomainError as error:
            _refuse(form, error)
    template = "customers/_dialog.html" if wants_fragment(request) else "customers/dialog.html"
    context = {"form": form, "title": title, "submit": submit, "action": request.get_full_path()}
    return render(request, template, context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, error: DomainError) -> None:
    known = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, str(error))


def _points(form: forms.Form) -> dict[str, list[str]]:
    return {f"{kind}s": [value] if (value := form.cleaned_data[kind]) else [] for kind in ("email", "phone")}


def _done(request: AgentRequest, customer: Account | Contact, text: str, **values: str) -> HttpResponse:
    return done(request, text % {"name": customer.name, **values}, to=page_of(customer))


def _owner(request: AgentRequest, kind: str, key: str) -> Account | Contact:
    return _account(request, key) if kind == "accounts" else _contact(request, int(key) if key.isdecimal() else 0)


def _account(request: AgentRequest, number: str) -> Account:
    return get_object_or_404(visible_accounts(request.actor), number=number.replace("\0", ""))


def _contact(request: AgentRequest, pk: int) -> Contact:
    return get_object_or_404(visible_contacts(request.actor), pk=pk)


def _point(request: AgentRequest, pk: int) -> ContactPoint:
    return get_object_or_404(points_of(request.actor), pk=pk)


def _owner_of(point: ContactPoint) -> Account | Contact:
    owner = point.contact or point.account
    assert owner is not None, "The database holds every point to an owner."
    return owner
