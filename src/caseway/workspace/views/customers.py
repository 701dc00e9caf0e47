"""Customers: the list, and the page of an account or a contact."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.customers.models import Account, Contact
from caseway.customers.queries import (
    search_accounts,
    search_contacts,
    visible_accounts,
    visible_contacts,
    with_points,
)
from caseway.entitlements.queries import ledger_of, visible_entitlements
from caseway.entitlements.rules import Allocation, term_text
from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.paging import page_of
from caseway.workspace.queries import customers as reads
from caseway.workspace.views.cases import is_part

MOST_FOUND, MOST_MOVEMENTS = 50, 30


@require_GET
@agent_page("customers.read")
def customers(request: AgentRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").replace("\0", "")[:200].strip(), request.GET.get("kind", "accounts")
    kind = kind if kind == "contacts" else "accounts"
    context = {
        **_found(request, kind, text),
        "q": text,
        "kind": kind,
        "tabs": [
            {"label": label, "url": _address(name, text), "current": kind == name}
            for name, label in (("accounts", _("Accounts")), ("contacts", _("Contacts")))
        ],
        "may_write": may(request.actor, "customers.write"),
    }
    return render(request, "workspace/_customers.html" if is_part(request) else "workspace/customers.html", context)


@require_GET
@agent_page("customers.read")
def account(request: AgentRequest, number: str) -> HttpResponse:
    found = get_object_or_404(visible_accounts(request.actor), number=number.replace("\0", ""))
    context = {
        **_shared(request, found, Q(account=found)),
        "account": found,
        "contacts": reads.contacts_of(request.actor, found),
        "contracts": reads.contracts_of(request.actor, account_id=found.pk, contact_id=None),
    }
    return render(request, "workspace/account.html", context)


@require_GET
@agent_page("customers.read")
def contact(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_contacts(request.actor), pk=pk)
    context = {
        **_shared(request, found, Q(contact=found)),
        "contact": found,
        "contracts": reads.contracts_of(request.actor, account_id=found.account_id, contact_id=found.pk),
        "conversations": reads.conversations_with(request.actor, found),
    }
    return render(request, "workspace/contact.html", context)


@require_GET
@agent_page("entitlements.read")
def entitlement_ledger(request: AgentRequest, pk: int) -> HttpResponse:
    """Every movement of a contract's balance, newest first."""
    found = get_object_or_404(visible_entitlements(request.actor), pk=pk)
    allocation = Allocation(found.allocation)
    movements = [
        (entry, term_text(allocation, abs(entry.amount)), term_text(allocation, entry.remaining))
        for entry in ledger_of(found)[:MOST_MOVEMENTS]
    ]
    return render(request, "workspace/_account_ledger.html", {"movements": movements})


def _found(request: AgentRequest, kind: str, text: str) -> dict[str, object]:
    """What was searched for, best first, or a page of all by name."""
    actor, cursor = request.actor, request.GET.get("cursor", "")
    if text:
        rows = search_contacts(actor, text) if kind == "contacts" else search_accounts(actor, text)
        return {"rows": list(with_points(rows)[:MOST_FOUND]), "next_url": None, "first_url": None}
    everybody = visible_contacts(actor) if kind == "contacts" else visible_accounts(actor)
    page = page_of(with_points(everybody), order=("name", "id"), cursor=cursor)
    next_url = _address(kind, "", page.next) if page.next else None
    return {"rows": page.items, "next_url": next_url, "first_url": _address(kind, "") if cursor else None}


def _shared(request: AgentRequest, found: Account | Contact, customer: Q) -> dict[str, object]:
    return {
        "points": reads.points_shown(request.actor, found),
        "assets": reads.assets_shown(request.actor, found),
        "cases": reads.cases_of(request.actor, customer),
        "may_write": may(request.actor, "customers.write"),
        "may_open": may(request.actor, "cases.create"),
    }


def _address(kind: str, text: str, cursor: str = "") -> str:
    pairs = {"kind": kind if kind == "contacts" else "", "q": text, "cursor": cursor}
    query = urlencode({name: value for name, value in pairs.items() if value})
    return f"{reverse('workspace:customers')}?{query}" if query else reverse("workspace:customers")
