"""A customer with everything that is known of them, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from caseway.cases.models.cases import State
from caseway.cases.queries import visible_cases
from caseway.customers.models import Account, Asset, Contact, ContactPoint
from caseway.customers.queries import (
    assets_of,
    points_of,
    search_accounts,
    search_contacts,
    visible_contacts,
)
from caseway.engagement.models import Conversation
from caseway.engagement.queries import visible_conversations
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import Balance, balance_of, state_of, visible_entitlements
from caseway.entitlements.rules import State as ContractState
from caseway.kernel.access import Actor
from caseway.workspace.queries.lines import CaseLine, case_lines
from caseway.workspace.queries.lists import CaseRow, with_clocks

STATES = {
    ContractState.ACTIVE: _("Active"),
    ContractState.WAITING: _("Waiting to start"),
    ContractState.DRAFT: _("Draft"),
    ContractState.EXPIRED: _("Expired"),
    ContractState.CANCELED: _("Canceled"),
}
MOST, MOST_CHOICES = 20, 5
TONES = {
    ContractState.ACTIVE: "good",
    ContractState.WAITING: "info",
    ContractState.DRAFT: "neutral",
    ContractState.EXPIRED: "warn",
    ContractState.CANCELED: "neutral",
}


@dataclass(frozen=True)
class Choice:
    """A customer to choose: `value` is what a form posts."""

    value: str
    name: str
    detail: str
    is_account: bool


@dataclass(frozen=True)
class Contract:
    """An entitlement with its state and what is left of it."""

    entitlement: Entitlement
    state: str
    tone: str
    balance: Balance

    @property
    def share(self) -> int:
        """What is left, from 0 to 100, for the meter."""
        return round(self.balance.fraction * 100)


@dataclass(frozen=True)
class CustomerCases:
    """Open cases with their clocks, and the newest of those that closed."""

    active: list[CaseRow]
    closed: list[CaseLine]


def cases_of(actor: Actor, customer: Q) -> CustomerCases:
    """Three statements: open ones, closed ones, clocks."""
    rows = case_lines(visible_cases(actor).filter(customer).order_by("-opened_at", "-id"))
    active = [CaseLine._make(values) for values in rows.filter(state=State.ACTIVE)[:MOST]]
    closed = [CaseLine._make(values) for values in rows.exclude(state=State.ACTIVE)[:MOST]]
    return CustomerCases(with_clocks(active), closed)


def contracts_of(actor: Actor, *, account_id: int | None, contact_id: int | None) -> list[Contract]:
    """The customer's entitlements, those in force first."""
    customer = Q(account_id=account_id or 0) | Q(contact_id=contact_id or 0)
    found = [_contract(one) for one in visible_entitlements(actor).filter(customer)[:MOST]]
    return sorted(found, key=lambda one: one.tone != "good")


def contracts_with(actor: Actor, customer: Account | Contact) -> list[Contract]:
    """The entitlements of an account, or of a contact and their account."""
    if isinstance(customer, Account):
        return contracts_of(actor, account_id=customer.pk, contact_id=None)
    return contracts_of(actor, account_id=customer.account_id, contact_id=customer.pk)


def contacts_of(actor: Actor, account: Account) -> QuerySet[Contact]:
    return visible_contacts(actor).filter(account=account).order_by("name", "id")[:MOST]


def points_shown(actor: Actor, customer: Account | Contact) -> list[ContactPoint]:
    column = "account" if isinstance(customer, Account) else "contact"
    return list(points_of(actor).filter(**{column: customer}).order_by("kind", "-is_primary", "id"))


def assets_shown(actor: Actor, customer: Account | Contact) -> list[Asset]:
    if isinstance(customer, Account):
        return list(assets_of(actor, account_id=customer.pk)[:MOST])
    return list(assets_of(actor, contact_id=customer.pk, account_id=customer.account_id)[:MOST])


def conversations_with(actor: Actor, contact: Contact) -> QuerySet[Conversation]:
    return visible_conversations(actor).filter(contact=contact).order_by("-id")[:10]


def customer_choices(actor: Actor, text: str) -> list[Choice]:
    """The best contacts and accounts, contacts first; nothing for nothing typed."""
    if not text.strip():
        return []
    found: Iterable[Contact | Account] = (
        *search_contacts(actor, text)[:MOST_CHOICES],
        *search_accounts(actor, text)[:MOST_CHOICES],
    )
    return [choice_of(one) for one in found]


def choice_of(customer: Contact | Account) -> Choice:
    if isinstance(customer, Account):
        return Choice(
            f"account:{customer.pk}", customer.name, f"{customer.number} · {customer.get_tier_display()}", True
        )
    return Choice(f"contact:{customer.pk}", customer.name, customer.account.name if customer.account else "", False)


def _contract(entitlement: Entitlement) -> Contract:
    state = state_of(entitlement)
    label = str(STATES[state])
    return Contract(entitlement, label, TONES[state], balance_of(entitlement))
