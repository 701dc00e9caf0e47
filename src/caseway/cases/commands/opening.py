"""Opening a case: the case, its entitlement, its clocks, its work item and its place in a queue, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.events import CaseOpened
from caseway.cases.models import Case, CaseConversation
from caseway.cases.models.cases import State
from caseway.cases.queries.cases import attributes_of_case
from caseway.cases.queries.due import due_of
from caseway.cases.queries.reasons import reason_in
from caseway.customers.models import Account, Asset, Contact, Product
from caseway.engagement import commands as engagement
from caseway.engagement.models import Conversation
from caseway.entitlements import commands as entitlements
from caseway.entitlements.models import Entitlement
from caseway.entitlements.queries import default_entitlement
from caseway.flows import commands as flows
from caseway.flows.models import FlowInstance
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.kernel.rows import insert_later, insert_row, reserve_keys
from caseway.routing import commands as routing
from caseway.routing.models import WorkItem
from caseway.sla import commands as sla
from caseway.sla.models import ClockSet


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What is known when a case opens. Without an entitlement, the customer's default one in force applies.

    `opened_at` is when the customer spoke: for a message, when our server accepted it.
    """

    title: str
    description: str = ""
    contact: Contact | None = None
    account: Account | None = None
    product: Product | None = None
    asset: Asset | None = None
    kind: str = Case.Kind.QUESTION
    origin: str = Case.Origin.WEB
    priority: int = Case.Priority.NORMAL
    entitlement: Entitlement | None = None
    decrements_entitlement: bool = True
    opened_at: datetime | None = None


@atomic()
def open_case(new: NewCase, *, actor: Actor, conversation: Conversation | None = None) -> Case:
    require(actor, "cases.create")
    case = _draft(new)
    _entitle(case, new)
    attributes = attributes_of_case(case)
    clocks = sla.start_clocks(
        kind="case",
        reference=case.number,
        attributes=attributes,
        started_at=case.opened_at,
        entitlement_policy_id=case.entitlement.policy_id if case.entitlement else None,
        actor=actor,
    )
    case.clock_set = clocks
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    case.work_item = routing.enqueue(_snapshot(case, attributes), actor=actor)
    case.owner_id, case.team_id = case.work_item.owner_id, case.work_item.team_id
    case.flow_instance = flows.start_flow(kind="case", reference=case.number)
    insert_row(case)
    entitlements.consume_on_creation(
        case.entitlement,
        channel=case.origin,
        reference=case.number,
        decrements=case.decrements_entitlement,
        actor=actor,
    )
    if conversation:
        take_conversation(case, conversation)
    record_change(case, actor=actor)
    publish(
        CaseOpened(
            case_id=case.pk,
            number=case.number,
            origin=case.origin,
            conversation_id=conversation.pk if conversation else None,
            actor=actor.reference,
        )
    )
    return case


def take_conversation(case: Case, conversation: Conversation) -> None:
    """Link a conversation to its case, and give it the case's reference, access scope and, unless aside, customer."""
    insert_later([CaseConversation(case=case, conversation=conversation)])
    if not conversation.is_aside:
        conversation.contact_id, conversation.account_id = case.contact_id, case.account_id
    engagement.adopt_conversation(conversation, reference=case.number, owner_id=case.owner_id, team_id=case.team_id)


def _draft(new: NewCase) -> Case:
    account = new.account or (new.contact.account if new.contact else None)
    if new.contact is None and account is None:
        raise Invalid(_("A case needs a customer."), fields={"customer": _("Choose a contact or an account.")})
    if not new.title.strip():
        raise Invalid(_("A case needs a title."), fields={"title": _("Say in a few words what it is about.")})
    opened_at = new.opened_at or timezone.now()
    return Case(
        number=_next_number(),
        title=new.title.strip()[:200],
        description=new.description,
        account=account,
        contact=new.contact,
        product=new.product,
        asset=new.asset,
        kind=new.kind,
        origin=new.origin,
        priority=new.priority,
        decrements_entitlement=new.decrements_entitlement,
        status_reason_id=reason_in(State.ACTIVE).code,
        opened_at=opened_at,
        last_message_at=opened_at,
    )


def _next_number() -> str:
    """A number from the sequence, given once and never again; with it, the keys of what is written with a case."""
    return f"CAS-{reserve_keys(ClockSet, WorkItem, FlowInstance, sequence='case_number')}"


def _entitle(case: Case, new: NewCase) -> None:
    case.entitlement = new.entitlement or default_entitlement(
        account_id=case.account_id, contact_id=case.contact_id, product_id=case.product_id, at=case.opened_at
    )


def _snapshot(case: Case, attributes: dict[str, str]) -> routing.ItemSnapshot:
    return routing.ItemSnapshot(
        kind="case",
        reference=case.number,
        title=case.title,
        url_name="workspace:case",
        attributes=attributes,
        priority=case.priority,
        due_at=case.due_at,
    )
