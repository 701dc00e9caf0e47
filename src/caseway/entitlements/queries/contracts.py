"""Support contracts as others ask for them: which one covers a case, in which state it is, and what is left."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from psycopg.sql import SQL

from caseway.entitlements.models import Entitlement, LedgerEntry
from caseway.entitlements.rules import (
    Allocation,
    DecreaseOn,
    State,
    Status,
    Terms,
    state_on,
    term_of,
    term_text,
)
from caseway.kernel.access import Actor, may
from caseway.kernel.rows import columns_of, read_row

DEFAULT = """
SELECT {} FROM entitlements_entitlement e
WHERE e.is_default AND e.status = %s AND e.starts_on <= %s AND e.ends_on >= %s
AND (e.account_id = %s OR e.contact_id = %s)
AND (NOT EXISTS (SELECT FROM entitlements_entitlement_contacts c WHERE c.entitlement_id = e.id)
    OR EXISTS (SELECT FROM entitlements_entitlement_contacts c WHERE c.entitlement_id = e.id AND c.contact_id = %s))
AND (NOT EXISTS (SELECT FROM entitlements_entitlement_products p WHERE p.entitlement_id = e.id)
    OR EXISTS (SELECT FROM entitlements_entitlement_products p WHERE p.entitlement_id = e.id AND p.product_id = %s))
ORDER BY e.account_id NULLS LAST, e.id LIMIT 1
"""


@dataclass(frozen=True)
class Balance:
    """What is left, for people: in cases or hours, and in words ("14 cases", "2 h 30 min")."""

    total_term: Decimal
    remaining_term: Decimal
    unit: str
    text: str

    @property
    def fraction(self) -> float:
        """The part of the total that is left, from 0 to 1."""
        return (
            float(max(Decimal(0), min(Decimal(1), self.remaining_term / self.total_term))) if self.total_term else 0.0
        )


def visible_entitlements(actor: Actor) -> QuerySet[Entitlement]:
    """Contracts belong to no agent: whoever may read one may read them all."""
    allowed = may(actor, "entitlements.read")
    return Entitlement.objects.select_related("account", "contact", "policy") if allowed else Entitlement.objects.none()


def default_entitlement(
    *, account_id: int | None, contact_id: int | None, product_id: int | None, at: datetime
) -> Entitlement | None:
    """The default contract covering this on that day, in one statement: the account's before the contact's own.

    The same question as `covering_entitlements`, written out: each case that opens asks it.
    """
    day = timezone.localdate(at)
    asked = (Status.ACTIVATED.value, day, day, account_id, contact_id, contact_id, product_id)
    return read_row(_covering(), asked, Entitlement)


@cache
def _covering() -> str:
    return SQL(DEFAULT).format(columns_of(Entitlement, "e")).as_string()


def covering_entitlements(
    *, account_id: int | None, contact_id: int | None, product_id: int | None, at: datetime
) -> QuerySet[Entitlement]:
    """What may be put on a case: active that day, of this customer, with the contact and product listed or no list."""
    customer = Q(pk__in=[])
    if account_id:
        customer |= Q(account_id=account_id)
    if contact_id:
        customer |= Q(contact_id=contact_id)
    return Entitlement.objects.filter(
        customer,
        state_condition(State.ACTIVE, timezone.localdate(at)),
        _lists("contacts", "contact_id", contact_id),
        _lists("products", "product_id", product_id),
    )


def entitlement_in_force(entitlement: Entitlement, at: datetime) -> bool:
    return state_of(entitlement, timezone.localdate(at)) == State.ACTIVE


def state_of(entitlement: Entitlement, on: date | None = None) -> State:
    """The state on a day, today if none is named."""
    return state_on(on or timezone.localdate(), Status(entitlement.status), entitlement.starts_on, entitlement.ends_on)


def state_condition(state: State, on: date | None = None) -> Q:
    """The same state as a condition on rows."""
    today = on or timezone.localdate()
    if state in (State.DRAFT, State.CANCELED):
        return Q(status=state.value)
    days = {
        State.WAITING: Q(starts_on__gt=today),
        State.ACTIVE: Q(starts_on__lte=today, ends_on__gte=today),
        State.EXPIRED: Q(ends_on__lt=today),
    }
    return Q(status=Status.ACTIVATED.value) & days[state]


def terms_of(entitlement: Entitlement) -> Terms:
    """How the contract counts, as the rules want it."""
    return Terms(
        Allocation(entitlement.allocation), DecreaseOn(entitlement.decrease_on), is_restricted=entitlement.is_restricted
    )


def balance_of(entitlement: Entitlement) -> Balance:
    allocation = Allocation(entitlement.allocation)
    return Balance(
        total_term=term_of(allocation, entitlement.total),
        remaining_term=term_of(allocation, entitlement.remaining),
        unit=allocation.value,
        text=term_text(allocation, entitlement.remaining),
    )


def ledger_of(entitlement: Entitlement) -> QuerySet[LedgerEntry]:
    """Every movement of the balance, newest first."""
    return entitlement.ledger.order_by("-id")


def _lists(field: str, column: str, wanted: int | None) -> Q:
    """The many-to-many list is empty or includes this row. A case without one is covered only by an empty list."""
    rows = getattr(Entitlement, field).through.objects.filter(entitlement_id=OuterRef("pk"))
    return ~Q(Exists(rows)) | Q(Exists(rows.filter(**{column: wanted}))) if wanted else ~Q(Exists(rows))
