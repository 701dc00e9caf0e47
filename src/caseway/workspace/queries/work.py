"""What waits in queues, as their pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.paging import page_as
from caseway.routing.models import Queue, QueueMembership, WorkItem
from caseway.routing.queries import items_of_queue
from caseway.sla.queries import OwedClock
from caseway.workspace.queries.lines import CaseLine, WorkLine, case_lines, work_lines
from caseway.workspace.queries.lists import MOST_COUNTED, PAGE, next_clocks

ORDER = ("priority", "entered_at", "id")


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An item of a queue with the case it stands for. Its key in addresses is `item.reference`."""

    item: WorkLine
    case: CaseLine | None
    clock: OwedClock | None


@dataclass(frozen=True)
class WorkList:
    rows: list[WorkRow]
    next: str


def queue_page(queue: Queue, actor: Actor, *, cursor: str = "", shown: str = "") -> WorkList:
    """One page of a queue, most urgent first; `shown` waiting or taken narrows it."""
    items = work_lines(items_of_queue(queue, actor).filter(SHOWN.get(shown, Q())))
    page = page_as(items, WorkLine._make, order=ORDER, cursor=cursor, limit=PAGE)
    return WorkList(with_cases(page.items), page.next)


SHOWN = {"waiting": Q(worked_by__isnull=True), "taken": Q(worked_by__isnull=False)}


def queue_row(queue: Queue, actor: Actor, reference: str) -> WorkRow | None:
    """One item as it is now; None once it has left the queue."""
    values = work_lines(items_of_queue(queue, actor).filter(reference=reference)).first()
    return with_cases([WorkLine._make(values)])[0] if values else None


def newer_items(queue: Queue, actor: Actor, *, since: datetime) -> int:
    """How many entered the queue since then, at most 100."""
    return items_of_queue(queue, actor).filter(entered_at__gt=since)[: MOST_COUNTED + 1].count()


def waiting_items(actor: Actor, limit: int) -> list[WorkLine]:
    """What waits in the queues the actor is a member of, most urgent first."""
    mine = QueueMembership.objects.filter(agent_id=actor.id).values("queue_id")
    waiting = WorkItem.objects.filter(state=WorkItem.State.OPEN, worked_by__isnull=True, queue__in=mine)
    return [WorkLine._make(values) for values in work_lines(waiting.order_by(*ORDER))[:limit]]


def best_items(queue: Queue, actor: Actor) -> QuerySet[WorkItem]:
    """What to take next: waiting work by priority, then by what falls due, then by age."""
    waiting = items_of_queue(queue, actor).filter(worked_by__isnull=True, kind="case")
    return waiting.order_by("priority", F("due_at").asc(nulls_last=True), "entered_at", "id")


def my_queue_ids(actor: Actor) -> list[int]:
    """The queues the actor is a member of."""
    return list(QueueMembership.objects.filter(agent_id=actor.id).values_list("queue_id", flat=True))


def with_cases(items: Sequence[WorkLine]) -> list[WorkRow]:
    """Items that the caller has read through their own door, with customer and clock: two statements."""
    cases = cases_behind(items)
    return work_rows(items, cases, next_clocks(cases.values()))


def cases_behind(items: Sequence[WorkLine]) -> dict[str, CaseLine]:
    """The cases of items that the caller has read through their own door, by number."""
    numbers = [item.reference for item in items if item.kind == "case"]
    found = map(CaseLine._make, case_lines(Case.objects.filter(number__in=numbers))) if numbers else ()
    return {case.number: case for case in found}


def work_rows(
    items: Sequence[WorkLine], cases: Mapping[str, CaseLine], clocks: Mapping[int, OwedClock]
) -> list[WorkRow]:
    return [
        WorkRow(item, case := cases.get(item.reference), clocks.get(case.clock_set_id or 0) if case else None)
        for item in items
    ]
