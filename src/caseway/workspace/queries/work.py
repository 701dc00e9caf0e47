"""What waits in queues, as their pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.paging import page_of
from caseway.routing.models import Queue, QueueMembership, WorkItem
from caseway.routing.queries import items_of_queue
from caseway.sla.queries import ClockView
from caseway.workspace.queries.lists import MOST_COUNTED, PAGE, face_of, next_clocks

ORDER = ("priority", "entered_at", "id")


@dataclass(frozen=True)
class WorkRow:
    """An item of a queue with the case it stands for. Its key in addresses is `item.reference`."""

    item: WorkItem
    case: Case | None
    clock: ClockView | None

    @property
    def face(self) -> str:
        return face_of(self.clock)


@dataclass(frozen=True)
class WorkList:
    rows: list[WorkRow]
    next: str


def queue_page(queue: Queue, actor: Actor, *, cursor: str = "", shown: str = "") -> WorkList:
    """One page of a queue, most urgent first; `shown` waiting or taken narrows it."""
    items = items_of_queue(queue, actor).filter(SHOWN.get(shown, Q())).defer("attributes")
    page = page_of(items, order=ORDER, cursor=cursor, limit=PAGE)
    return WorkList(with_cases(page.items), page.next)


SHOWN = {"waiting": Q(worked_by__isnull=True), "taken": Q(worked_by__isnull=False)}


def queue_row(queue: Queue, actor: Actor, reference: str) -> WorkRow | None:
    """One item as it is now; None once it has left the queue."""
    item = items_of_queue(queue, actor).filter(reference=reference).first()
    return with_cases([item])[0] if item else None


def newer_items(queue: Queue, actor: Actor, *, since: datetime) -> int:
    """How many entered the queue since then, at most 100."""
    return items_of_queue(queue, actor).filter(entered_at__gt=since)[: MOST_COUNTED + 1].count()


def waiting_items(actor: Actor) -> QuerySet[WorkItem]:
    """What waits in the queues the actor is a member of, most urgent first."""
    mine = QueueMembership.objects.filter(agent_id=actor.id).values("queue_id")
    waiting = WorkItem.objects.filter(state=WorkItem.State.OPEN, worked_by__isnull=True, queue__in=mine)
    return waiting.select_related("queue").defer("attributes").order_by(*ORDER)


def best_items(queue: Queue, actor: Actor) -> QuerySet[WorkItem]:
    """What to take next: waiting work by priority, then by what falls due, then by age."""
    waiting = items_of_queue(queue, actor).filter(worked_by__isnull=True, kind="case")
    return waiting.order_by("priority", F("due_at").asc(nulls_last=True), "entered_at", "id")


def my_queue_ids(actor: Actor) -> list[int]:
    """The queues the actor is a member of."""
    return list(QueueMembership.objects.filter(agent_id=actor.id).values_list("queue_id", flat=True))


def with_cases(items: Sequence[WorkItem]) -> list[WorkRow]:
    """Items that the caller has read through their own door, with customer and clock: two statements."""
    cases = cases_behind(items)
    return work_rows(items, cases, next_clocks(cases.values()))


def cases_behind(items: Sequence[WorkItem]) -> dict[str, Case]:
    """The cases of items that the caller has read through their own door, by number."""
    numbers = [item.reference for item in items if item.kind == "case"]
    found = Case.objects.filter(number__in=numbers).select_related("account", "contact").defer("description")
    return {case.number: case for case in found} if numbers else {}


def work_rows(items: Sequence[WorkItem], cases: Mapping[str, Case], clocks: Mapping[int, ClockView]) -> list[WorkRow]:
    return [
        WorkRow(item, case := cases.get(item.reference), clocks.get(case.clock_set_id or 0) if case else None)
        for item in items
    ]
