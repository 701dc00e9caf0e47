"""One case of the history with everything around it: exchange, clocks, work item, events, resolution."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from caseway.setup.volume import texts
from caseway.setup.volume.cast import Desk, Person
from caseway.setup.volume.copying import Batch
from caseway.setup.volume.texts import Story
from caseway.sla.models import SlaItem

ORDER = (
    "sla.ClockSet",
    "sla.Clock",
    "routing.WorkItem",
    "engagement.Conversation",
    "cases.Case",
    "cases.CaseConversation",
    "engagement.Message",
    "engagement.MessageIdentity",
    "engagement.ConversationParticipant",
    "cases.CaseResolution",
    "kernel.EventRecord",
)
YEARS = timedelta(days=4 * 365)
SUPPORT = "support@caseway.example"


@dataclass(frozen=True)
class Stage:
    """Who plays, and which promises are measured."""

    desks: list[Desk]
    people: list[Person]
    promises: list[tuple[int, int, timedelta]]
    policy_id: int
    now: datetime
    open_share: float

    @classmethod
    def set(cls, desks: list[Desk], people: list[Person], now: datetime, open_share: float) -> "Stage":
        items = SlaItem.objects.filter(policy__is_default=True).select_related("kpi")
        by_kpi = {item.kpi_id: item for item in items}
        promises = [(item.pk, kpi, item.fail_after) for kpi, item in by_kpi.items()]
        return cls(desks, people, promises, next(iter(by_kpi.values())).policy_id, now, open_share)


@dataclass(frozen=True)
class CaseKeys:
    case_id: int
    conversation_id: int
    item_id: int
    clock_set_id: int
    number: str
    message_ids: list[int]


@dataclass(frozen=True)
class Case:
    """What was decided about one case before its rows are written."""

    keys: CaseKeys
    story: Story
    person: Person
    desk: Desk
    agent_id: int
    agent_name: str
    opened_at: datetime
    closed_at: datetime | None
    times: list[datetime]

    @property
    def owner_id(self) -> int | None:
        return self.agent_id if self.closed_at or self.agent_id % 3 else None


def write_case(batch: Batch, stage: Stage, random: Random, keys: CaseKeys) -> None:
    """Add all rows of one case to the batch."""
    case = _cast(stage, random, keys)
    _clocks(batch, stage, case)
    _work(batch, case)
    _exchange(batch, random, case)
    _case(batch, random, case)
    _events(batch, case)


def _cast(stage: Stage, random: Random, keys: CaseKeys) -> Case:
    is_open = random.random() < stage.open_share
    age = timedelta(days=random.uniform(0, 20)) if is_open else YEARS * random.random() + timedelta(days=3)
    opened_at = stage.now - age
    ends = min(opened_at + timedelta(hours=random.uniform(2, 60)), stage.now)
    times = sorted(opened_at + (ends - opened_at) * random.random() for _ in keys.message_ids[1:])
    desk = random.choice(stage.desks)
    agent_id, agent_name = random.choice(desk.agents)
    person = random.choice(stage.people)
    closed_at = None if is_open else ends + timedelta(minutes=5)
    return Case(keys, texts.tell(random), person, desk, agent_id, agent_name, opened_at, closed_at, [opened_at, *times])


def _clocks(batch: Batch, stage: Stage, case: Case) -> None:
    due_at = None if case.closed_at else case.opened_at + timedelta(days=9)
    batch.add(
        "sla.ClockSet",
        id=case.keys.clock_set_id,
        kind="case",
        reference=case.keys.number,
        policy_id=stage.policy_id,
        source="default",
        attributes={"tier": case.person.tier, "title": case.story.title},
        started_at=case.opened_at,
        due_at=due_at,
        pauses=[],
    )
    for item_id, kpi_id, amount in stage.promises:
        promised = due_at or case.opened_at + amount * 3
        is_met = case.times[1] <= promised
        batch.add(
            "sla.Clock",
            clock_set_id=case.keys.clock_set_id,
            item_id=item_id,
            kpi_id=kpi_id,
            status="in_progress" if not case.closed_at else "succeeded" if is_met else "noncompliant",
            started_at=case.opened_at,
            warn_at=None,
            due_at=promised,
            paused_at=None,
            pauses=[],
            stopped_at=min(case.times[1], promised) if case.closed_at else None,
            next_at=None if case.closed_at else promised,
            explanation="",
        )


def _work(batch: Batch, case: Case) -> None:
    batch.add(
        "routing.WorkItem",
        id=case.keys.item_id,
        kind="case",
        reference=case.keys.number,
        title=case.story.title,
        url_name="workspace:case",
        attributes={"tier": case.person.tier, "title": case.story.title},
        priority=2,
        due_at=None if case.closed_at else case.opened_at + timedelta(days=9),
        queue_id=case.desk.queue_id,
        entered_at=case.opened_at,
        worked_by_id=case.owner_id,
        worked_since=case.times[1] if case.owner_id else None,
        state="closed" if case.closed_at else "open",
        owner_id=case.owner_id,
        team_id=case.desk.team_id,
        created_at=case.opened_at,
    )


def _exchange(batch: Batch, random: Random, case: Case) -> None:
    keys = case.keys
    batch.add(
        "engagement.Conversation",
        id=keys.conversation_id,
        channel="email",
        subject=case.story.title,
        contact_id=case.person.contact_id,
        account_id=case.person.account_id,
        reference=keys.number,
        merged_into_id=None,
        owner_id=case.owner_id,
        team_id=case.desk.team_id,
        last_message_at=case.times[-1],
        created_at=case.opened_at,
    )
    batch.add("cases.CaseConversation", case_id=keys.case_id, conversation_id=keys.conversation_id)
    for address in (case.person.email, SUPPORT):
        batch.add("engagement.ConversationParticipant", conversation_id=keys.conversation_id, address=address)
    for place, message_id in enumerate(keys.message_ids):
        _message(batch, random, case, place, message_id)


def _message(batch: Batch, random: Random, case: Case, place: int, message_id: int) -> None:
    is_customer = place % 2 == 0
    name = case.person.name if is_customer else case.agent_name
    text = texts.message(random, case.story, place, is_customer=is_customer, name=name)
    sender, receiver = (case.person.email, SUPPORT) if is_customer else (SUPPORT, case.person.email)
    internet_id = f"<h{message_id}@{'customers' if is_customer else 'caseway'}.example>"
    batch.add(
        "engagement.Message",
        id=message_id,
        conversation_id=case.keys.conversation_id,
        direction="in" if is_customer else "out",
        state="received" if is_customer else "sent",
        author=f"address:{sender}"[:60] if is_customer else f"agent:{case.agent_id}",
        contact_id=case.person.contact_id if is_customer else None,
        from_name=name,
        from_email=sender,
        recipients={"to": [{"name": "", "email": receiver}]},
        subject=case.story.title if place == 0 else f"Re: {case.story.title}",
        text=text,
        html="",
        reply_text=text,
        quoted_text="",
        message_id=internet_id,
        in_reply_to=[],
        references=[],
        is_auto=False,
        is_bounce=False,
        has_attachments=False,
        evidence={},
        facts={},
        at=case.times[place],
        sent_at=None if is_customer else case.times[place],
        send_attempts=0,
        send_error="",
        created_at=case.times[place],
    )
    batch.add("engagement.MessageIdentity", internet_id=internet_id, content_hash="", message_id=message_id)


def _case(batch: Batch, random: Random, case: Case) -> None:
    keys = case.keys
    batch.add(
        "cases.Case",
        id=keys.case_id,
        number=keys.number,
        title=case.story.title,
        description="",
        account_id=case.person.account_id,
        contact_id=case.person.contact_id,
        kind=random.choice(("question", "problem", "problem", "request")),
        origin="email",
        priority=random.choice((1, 2, 2, 2, 3)),
        state="resolved" if case.closed_at else "active",
        status_reason_id="problem_solved" if case.closed_at else "in_progress",
        owner_id=case.owner_id,
        team_id=case.desk.team_id,
        decrements_entitlement=True,
        clock_set_id=keys.clock_set_id,
        work_item_id=keys.item_id,
        first_responded_at=case.times[1],
        last_message_at=case.times[-1],
        is_waiting_for_us=case.closed_at is None and random.random() < 0.5,
        due_at=None if case.closed_at else case.opened_at + timedelta(days=9),
        opened_at=case.opened_at,
        resolved_at=case.closed_at,
        closed_at=case.closed_at,
        version=1,
        created_at=case.opened_at,
    )
    if case.closed_at:
        batch.add(
            "cases.CaseResolution",
            case_id=keys.case_id,
            resolution_type_id="problem_solved",
            resolution=f"Replaced the {case.story.part}.",
            remarks="",
            total_minutes=random.randint(5, 90),
            billable_minutes=0,
            resolved_by=f"agent:{case.agent_id}",
            resolved_by_name=case.agent_name,
            resolved_at=case.closed_at,
            is_current=True,
        )


def _events(batch: Batch, case: Case) -> None:
    actor = f"agent:{case.agent_id}"
    happened: list[tuple[str, datetime, str, dict[str, object]]] = [
        ("CaseOpened", case.opened_at, "automation:0", {"number": case.keys.number, "origin": "email"})
    ]
    happened.append(("CasePicked", case.times[1], actor, {"agent_id": case.agent_id}))
    if case.closed_at:
        happened.append(("CaseResolved", case.closed_at, actor, {"resolution_id": 0}))
    for name, at, who, facts in happened:
        payload = {"case_id": case.keys.case_id, **facts}
        if name == "CaseOpened":
            payload["conversation_id"] = case.keys.conversation_id
        batch.add(
            "kernel.EventRecord",
            name=f"cases.{name}",
            subject_kind="case",
            subject_id=case.keys.case_id,
            actor=who,
            payload=payload,
            at=at,
        )
