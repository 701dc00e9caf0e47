"""One case as its page shows it: the row with everything small that belongs to it, in one statement."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from caseway.cases.models import Case
from caseway.cases.queries import reason_label, visible_cases
from caseway.kernel.access import Actor, permitted
from caseway.sla.queries import ClockView, clocks_of
from caseway.workspace.queries.names import agent_name, queue_name

VERBS = ("cases.work", "cases.assign", "cases.resolve")
SHOWN = ("account", "contact", "product", "asset", "entitlement", "work_item")
BESIDE = """(
WITH held AS (SELECT conversation_id AS id FROM cases_caseconversation WHERE case_id = cases_case.id)
SELECT jsonb_build_object(
  'drafts', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'mode', mode, 'body', body, 'recipients', recipients, 'choices', choices, 'version', version,
      'saved_at', saved_at, 'files', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'pk', id, 'filename', filename, 'content_type', content_type, 'size', size, 'is_inline', content_id <> '')
          ORDER BY id), '[]')
        FROM workspace_draftfile WHERE draft_id = workspace_draft.id))), '[]')
    FROM workspace_draft WHERE case_id = cases_case.id AND agent_id = %s),
  'decisions', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'at', one.at, 'reason', one.reason, 'actor', one.actor, 'queue', coalesce(queue.name, ''),
      'agent', coalesce(agent.name, ''), 'rule', coalesce(rule.name, '')) ORDER BY one.id DESC), '[]')
    FROM (SELECT * FROM routing_routingdecision WHERE item_id = cases_case.work_item_id ORDER BY id DESC LIMIT 30) one
    LEFT JOIN routing_queue queue ON queue.id = one.queue_id
    LEFT JOIN operations_agent agent ON agent.id = one.agent_id
    LEFT JOIN routing_routingrule rule ON rule.id = one.rule_id),
  'last_word', (
    SELECT jsonb_build_object(
      'id', said.id, 'at', said.at, 'name', from_name, 'email', from_email, 'recipients', recipients,
      'is_encrypted', coalesce(facts #>> '{protection,is_encrypted}', '') = 'true')
    FROM held
    JOIN engagement_conversation conversation ON conversation.id = held.id AND conversation.channel = 'email'
    CROSS JOIN LATERAL (
      SELECT * FROM engagement_message WHERE conversation_id = held.id AND direction = 'in' AND NOT is_auto
      ORDER BY at DESC, id DESC LIMIT 1) said
    ORDER BY said.at DESC, said.id DESC LIMIT 1),
  'points', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'pk', id, 'kind', kind, 'value', value, 'is_undeliverable', is_undeliverable)), '[]')
    FROM (
      SELECT * FROM customers_contactpoint
      WHERE contact_id = cases_case.contact_id OR account_id = cases_case.account_id
      ORDER BY contact_id NULLS LAST, is_primary DESC, id LIMIT 6) point),
  'known', (
    SELECT coalesce(jsonb_agg(address), '[]')
    FROM (
      SELECT address FROM engagement_conversationparticipant
      WHERE conversation_id IN (SELECT id FROM held) LIMIT 60) one),
  'unreachable', (
    SELECT coalesce(jsonb_agg(normalized), '[]') FROM customers_contactpoint
    WHERE kind = 'email' AND is_undeliverable AND normalized IN (
      SELECT address FROM engagement_conversationparticipant
      WHERE conversation_id IN (SELECT id FROM held) LIMIT 60)),
  'resolution', (
    SELECT jsonb_build_object(
      'id', done.id, 'label', reason.label, 'resolution', resolution, 'remarks', remarks,
      'resolved_by_name', resolved_by_name, 'billable_minutes', billable_minutes, 'total_minutes', total_minutes)
    FROM cases_caseresolution done JOIN cases_statusreason reason ON reason.code = done.resolution_type_id
    WHERE done.case_id = cases_case.id AND is_current),
  'look', (
    SELECT jsonb_build_object('seen_at', seen_at, 'is_followed', followed_at IS NOT NULL)
    FROM workspace_caselook WHERE agent_id = %s AND case_id = cases_case.id),
  'trusted', (
    SELECT coalesce(jsonb_agg(address), '[]') FROM workspace_trustedsender
    WHERE agent_id = %s AND address IN (
      SELECT address FROM engagement_conversationparticipant WHERE conversation_id IN (SELECT id FROM held))),
  'has_articles', EXISTS (SELECT FROM cases_casearticle WHERE case_id = cases_case.id),
  'has_notes', EXISTS (SELECT FROM cases_note WHERE case_id = cases_case.id),
  'has_activities', EXISTS (SELECT FROM cases_activity WHERE case_id = cases_case.id)))"""


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
    choices: dict[str, Any]
    version: int
    files: list[dict[str, Any]]
    saved_at: datetime

    @property
    def is_begun(self) -> bool:
        return bool(self.body or self.files)


@dataclass(frozen=True)
class LastWord:
    """The newest message of a person outside: whom a reply goes to."""

    id: int
    at: datetime
    name: str
    email: str
    recipients: dict[str, list[dict[str, str]]]
    is_encrypted: bool = False


@dataclass(frozen=True)
class CaseView:
    """A case with what its page needs beside it. `allowed` holds those of `VERBS` the reader may carry out here.

    `agent` works on it, or worked on it when it closed. `known` take part by mail, and to those of them who are
    `unreachable` mail does not arrive.
    """

    case: Case
    allowed: frozenset[str]
    status: str = ""
    queue: str = ""
    agent: str = ""
    drafts: dict[str, SavedDraft] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    last_word: LastWord | None = None
    points: list[dict[str, Any]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    resolution: dict[str, Any] | None = None
    seen_at: datetime | None = None
    is_followed: bool = False
    trusted: list[str] = field(default_factory=list)
    has_articles: bool = False
    has_notes: bool = False
    has_activities: bool = False

    @property
    def absent(self) -> frozenset[str]:
        """What its timeline has none of, and need not be asked for."""
        has = {"note": self.has_notes, "activity": self.has_activities}
        return frozenset(kind for kind, is_there in has.items() if not is_there)

    def may(self, verb: str) -> bool:
        """`may("work")`: whether the reader may do it with this case."""
        return f"cases.{verb}" in self.allowed

    @cached_property
    def clocks(self) -> list[ClockView]:
        """How the promises stand; one statement when first asked."""
        return clocks_of(self.case.clock_set_id)

    @property
    def is_waiting(self) -> bool:
        """Active and nobody works on it."""
        item = self.case.work_item
        return self.case.is_active and item is not None and item.worked_by_id is None


def case_rows(actor: Actor) -> QuerySet[Case]:
    """Visible cases with what `view_of` reads, as one JSON value: written out, because it is built for every page."""
    beside = RawSQL(BESIDE, (actor.id, actor.id, actor.id), output_field=JSONField())  # noqa: S611  constant, parameters apart
    shown = visible_cases(actor).select_related(*SHOWN).defer("work_item__attributes", "entitlement__description")
    return shown.annotate(page=beside)


def view_of(case: Case, actor: Actor) -> CaseView:
    """A row of `case_rows` as its page shows it; a statement more only where the case was shared."""
    beside = vars(case)["page"]
    look = beside["look"] or {}
    return CaseView(
        case=case,
        allowed=permitted(actor, VERBS, case),
        status=reason_label(case.status_reason_id),
        queue=queue_name(case.work_item.queue_id if case.work_item else None),
        agent=_agent(case),
        drafts={row["mode"]: _draft(row) for row in beside["drafts"]},
        decisions=[Decision(**{**row, "at": _moment(row["at"])}) for row in beside["decisions"]],
        last_word=_last_word(beside["last_word"]),
        points=beside["points"],
        known=beside["known"],
        unreachable=beside["unreachable"],
        resolution=beside["resolution"],
        seen_at=_moment(look["seen_at"]) if look.get("seen_at") else None,
        is_followed=look.get("is_followed", False),
        trusted=beside["trusted"],
        has_articles=beside["has_articles"],
        has_notes=beside["has_notes"],
        has_activities=beside["has_activities"],
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
        "note": view.has_notes,
        "resolution": view.resolution,
    }
    return frozenset(name for name, value in values.items() if value)


def _agent(case: Case) -> str:
    worked_by = case.work_item.worked_by_id if case.work_item else None
    return agent_name(worked_by if case.is_active else worked_by or case.owner_id)


def _draft(row: dict[str, Any]) -> SavedDraft:
    values = {name: row[name] for name in ("body", "recipients", "choices", "version", "files")}
    return SavedDraft(**values, saved_at=_moment(row["saved_at"]))


def _last_word(row: dict[str, Any] | None) -> LastWord | None:
    return LastWord(**{**row, "at": _moment(row["at"])}) if row else None


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None, "PostgreSQL wrote it"
    return moment
