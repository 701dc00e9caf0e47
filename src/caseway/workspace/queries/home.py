"""My day: what is due, who waits for me, what I promised to do, and what nobody has taken yet."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from caseway.cases.models import Activity
from caseway.cases.models.cases import State
from caseway.cases.queries import my_open_activities, visible_cases
from caseway.kernel.access import Actor
from caseway.workspace.models import OpenTab
from caseway.workspace.queries.lines import CaseLine, case_lines
from caseway.workspace.queries.lists import SOON, CaseRow, next_clocks
from caseway.workspace.queries.work import WorkRow, cases_behind, my_queue_ids, waiting_items, work_rows

MOST = 8


@dataclass(frozen=True)
class Day:
    """What each section shows, one row more than fits meaning that there is more.

    `queue_ids` are the reader's own queues.
    """

    breaching: list[CaseRow]
    waiting: list[CaseRow]
    tasks: list[Activity]
    unassigned: list[WorkRow]
    recent: list[OpenTab]
    queue_ids: list[int]


def my_day(actor: Actor) -> Day:
    """Eight statements, whatever there is to do."""
    queue_ids = my_queue_ids(actor)
    breaching, waiting = _breaching(actor, queue_ids), _waiting(actor)
    items = waiting_items(actor, MOST + 1)
    behind = cases_behind(items)
    clocks = next_clocks((*breaching, *waiting, *behind.values()))
    return Day(
        breaching=[CaseRow(case, clocks.get(case.clock_set_id or 0)) for case in breaching],
        waiting=[CaseRow(case, clocks.get(case.clock_set_id or 0)) for case in waiting],
        tasks=list(my_open_activities(actor)[: MOST + 1]),
        unassigned=work_rows(items, behind, clocks),
        recent=list(_recent(actor)),
        queue_ids=queue_ids,
    )


def _breaching(actor: Actor, queue_ids: list[int]) -> list[CaseLine]:
    """Promises that fall due within hours: of my cases, and of cases that wait in my queues."""
    is_near = Q(state=State.ACTIVE, due_at__lte=timezone.now() + SOON)
    is_ours = Q(owner_id=actor.id) | Q(owner__isnull=True, work_item__queue__in=queue_ids)
    near = visible_cases(actor).filter(is_near, is_ours).order_by("due_at", "id")
    return [CaseLine._make(values) for values in case_lines(near)[: MOST + 1]]


def _waiting(actor: Actor) -> list[CaseLine]:
    """My cases in which the customer spoke last, the longest waiting first."""
    mine = visible_cases(actor).filter(state=State.ACTIVE, owner_id=actor.agent_id, is_waiting_for_us=True)
    return [CaseLine._make(values) for values in case_lines(mine.order_by("last_message_at", "id"))[: MOST + 1]]


def _recent(actor: Actor) -> list[OpenTab]:
    looked_at = OpenTab.objects.filter(agent_id=actor.id, seen_at__isnull=False)
    return list(looked_at.order_by("-seen_at")[:MOST])
