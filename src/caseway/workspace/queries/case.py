"""One case as its page shows it: the row with everything small that belongs to it, in one statement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from caseway.cases.models import Case, CaseArticle, CaseConversation, CaseResolution
from caseway.cases.queries import case_page
from caseway.customers.models import ContactPoint
from caseway.engagement.models import ConversationParticipant, Message
from caseway.kernel.access import Actor, permitted
from caseway.routing.models import RoutingDecision
from caseway.workspace.models import Draft, OpenTab

VERBS = ("cases.work", "cases.assign", "cases.resolve")
MOST_DECISIONS, MOST_POINTS, MOST_KNOWN = 30, 6, 60


@dataclass(frozen=True)
class Decision:
    """Where the work was sent at one moment, and why."""

    at: datetime
    reason: str
    queue: str
    agent: str
    rule: str
    actor: str


@dataclass(frozen=True)
class SavedDraft:
    """What was begun and not sent. `recipients` are the lines to, cc and bcc as they were typed."""

    body: str
    recipients: dict[str, str]
    saved_at: datetime


@dataclass(frozen=True)
class LastWord:
    """The newest message of a person outside: whom a reply goes to."""

    id: int
    at: datetime
    name: str
    email: str
    recipients: dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class CaseView:
    """A case with what its page needs beside it. `allowed` holds those of `VERBS` the reader may carry out here."""

    case: Case
    allowed: frozenset[str]
    drafts: dict[str, SavedDraft] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    last_word: LastWord | None = None
    points: list[dict[str, Any]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    resolution: dict[str, Any] | None = None
    seen_at: datetime | None = None
    has_articles: bool = False

    def may(self, verb: str) -> bool:
        """`may("work")`: whether the reader may do it with this case."""
        return f"cases.{verb}" in self.allowed

    @property
    def is_waiting(self) -> bool:
        """Active and nobody works on it."""
        item = self.case.work_item
        return self.case.is_active and item is not None and item.worked_by_id is None


def case_rows(actor: Actor) -> QuerySet[Case]:
    """Visible cases with what `view_of` reads."""
    held = CaseConversation.objects.filter(case=OuterRef(OuterRef("pk"))).values("conversation_id")
    mine = {"agent_id": actor.id}
    return case_page(actor).annotate(
        page_drafts=ArraySubquery(
            Draft.objects.filter(case=OuterRef("pk"), **mine).values(
                one=JSONObject(mode="mode", body="body", recipients="recipients", saved_at="saved_at")
            )
        ),
        page_decisions=ArraySubquery(_decisions()),
        page_last_word=Subquery(
            Message.objects.filter(
                conversation_id__in=held, conversation__channel="email", direction=Message.Direction.IN, is_auto=False
            )
            .order_by("-at", "-id")
            .values(one=JSONObject(id="id", at="at", name="from_name", email="from_email", recipients="recipients"))[:1]
        ),
        page_points=ArraySubquery(_points()),
        page_known=ArraySubquery(
            ConversationParticipant.objects.filter(conversation_id__in=held).values("address")[:MOST_KNOWN]
        ),
        page_resolution=Subquery(_resolution()),
        page_seen_at=Subquery(
            OpenTab.objects.filter(kind="case", reference=OuterRef("number"), **mine).values("seen_at")[:1]
        ),
        page_article=Subquery(CaseArticle.objects.filter(case=OuterRef("pk")).values("pk")[:1]),
    )


def view_of(case: Case, actor: Actor) -> CaseView:
    """A row of `case_rows` as its page shows it; a statement more only where the case was shared."""
    extra = vars(case)
    return CaseView(
        case=case,
        allowed=permitted(actor, VERBS, case),
        drafts={row["mode"]: _draft(row) for row in extra["page_drafts"]},
        decisions=[Decision(**{**row, "at": _moment(row["at"])}) for row in extra["page_decisions"]],
        last_word=_last_word(extra["page_last_word"]),
        points=extra["page_points"],
        known=extra["page_known"],
        resolution=extra["page_resolution"],
        seen_at=extra["page_seen_at"],
        has_articles=extra["page_article"] is not None,
    )


def filled_fields(view: CaseView) -> frozenset[str]:
    """The case as a process flow sees it: fields that hold something complete their steps."""
    case = view.case
    values = {
        "customer": case.account_id or case.contact_id,
        "account": case.account_id,
        "contact": case.contact_id,
        "product": case.product_id,
        "asset": case.asset_id,
        "entitlement": case.entitlement_id,
        "description": case.description,
        "first_response": case.first_responded_at,
        "article": view.has_articles,
        "resolution": view.resolution,
    }
    return frozenset(name for name, value in values.items() if value)


def _decisions() -> QuerySet[RoutingDecision, Any]:
    made = RoutingDecision.objects.filter(item=OuterRef("work_item")).order_by("-id")
    words = {"queue": "queue__name", "agent": "agent__name", "rule": "rule__name"}
    return made.values(one=JSONObject(at="at", reason="reason", actor="actor", **words))[:MOST_DECISIONS]


def _points() -> QuerySet[ContactPoint, Any]:
    """The contact's addresses and numbers, before the account's own."""
    theirs = Q(contact=OuterRef("contact")) | Q(account=OuterRef("account"))
    points = ContactPoint.objects.filter(theirs).order_by(F("contact").asc(nulls_last=True), "-is_primary", "id")
    return points.values(one=JSONObject(kind="kind", value="value", is_undeliverable="is_undeliverable"))[:MOST_POINTS]


def _resolution() -> QuerySet[Any, Any]:
    current = CaseResolution.objects.filter(case=OuterRef("pk"), is_current=True).annotate(
        label=F("resolution_type__label")
    )
    names = ("id", "label", "resolution", "remarks", "resolved_by_name", "billable_minutes", "total_minutes")
    return current.values(one=JSONObject(**{name: name for name in names}))[:1]


def _draft(row: dict[str, Any]) -> SavedDraft:
    return SavedDraft(row["body"], row["recipients"], _moment(row["saved_at"]))


def _last_word(row: dict[str, Any] | None) -> LastWord | None:
    return LastWord(**{**row, "at": _moment(row["at"])}) if row else None


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None, "PostgreSQL wrote it"
    return moment
