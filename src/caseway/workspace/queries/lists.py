"""Lists of cases: saved views with bounded counts, one page of rows, and each row's clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.cases.queries import visible_cases
from caseway.kernel.access import Actor
from caseway.kernel.paging import page_as
from caseway.sla.queries import OwedClock, owed_clocks
from caseway.workspace.models import CaseLook
from caseway.workspace.queries.filters import Filter
from caseway.workspace.queries.lines import NEVER, CaseLine, case_lines

Rows = QuerySet[Case]
Label = str | Promise
PAGE, MOST_COUNTED = 50, 99
SOON = timedelta(hours=4)
FIRST_RESPONSE = "first_response"


@dataclass(frozen=True)
class SavedView:
    """A list everybody finds in their tabs. `sorts` are what its index can serve, the first its own."""

    slug: str
    label: Label
    narrow: Callable[[Rows, Actor], Rows]
    sorts: tuple[str, ...] = ("-opened", "opened", "due", "-due", "message", "-message", "priority")
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list, with the promise that falls due next."""

    case: CaseLine
    clock: OwedClock | None


@dataclass(frozen=True)
class CaseList:
    """One page of a view. `sort` starts with `-` for descending."""

    view: SavedView
    sort: str
    rows: list[CaseRow]
    next: str


def _open(rows: Rows) -> Rows:
    return rows.filter(state=State.ACTIVE)


def _breaching(rows: Rows, _actor: Actor) -> Rows:
    return _open(rows).filter(due_at__isnull=False, due_at__lte=timezone.now() + SOON)


def _followed(rows: Rows, actor: Actor) -> Rows:
    looks = CaseLook.objects.filter(agent_id=actor.agent_id or 0, followed_at__isnull=False)
    return rows.filter(pk__in=looks.values("case_id"))


BY_DUE = ("due", "-due")
VIEWS = (
    SavedView("mine", _("My open"), lambda rows, actor: _open(rows).filter(owner_id=actor.agent_id)),
    SavedView("team", _("My teams’"), lambda rows, actor: _open(rows).filter(team_id__in=actor.team_ids)),
    SavedView("unassigned", _("Unassigned"), lambda rows, _actor: _open(rows).filter(owner__isnull=True)),
    SavedView("waiting", _("Waiting for us"), lambda rows, _actor: _open(rows).filter(is_waiting_for_us=True)),
    SavedView("breaching", _("Breaching soon"), _breaching, BY_DUE),
    SavedView("open", _("All open"), lambda rows, _actor: _open(rows)),
    SavedView("followed", _("Followed"), _followed, is_counted=False),
    SavedView("resolved", _("Recently resolved"), lambda rows, _actor: rows.filter(state=State.RESOLVED),
              ("-resolved", "resolved"), is_counted=False),
    SavedView("all", _("All"), lambda rows, _actor: rows, ("-opened", "opened"), is_counted=False),
)  # fmt: skip
SORTS = {
    "opened": ("opened_at", "id"),
    "due": ("due_key", "id"),
    "message": ("message_key", "id"),
    "resolved": ("resolved_at", "id"),
    "priority": ("priority", "-opened_at", "-id"),
}


def view_named(slug: str) -> SavedView:
    """The view with this name, else the first."""
    return next((view for view in VIEWS if view.slug == slug), VIEWS[0])


def case_list(actor: Actor, *, view: SavedView, narrowed: Filter, sort: str = "", cursor: str = "") -> CaseList:
    """One page, two statements: the rows and their clocks."""
    sort = sort if sort in view.sorts else view.sorts[0]
    rows = _keyed(view.narrow(visible_cases(actor), actor).filter(narrowed.q), sort, view)
    page = page_as(case_lines(rows), CaseLine._make, order=_order(sort), cursor=cursor, limit=PAGE)
    return CaseList(view, sort, with_clocks(page.items), page.next)


def one_row(actor: Actor, number: str) -> CaseRow | None:
    """The row of one case as it is now, None when it is out of reach."""
    values = case_lines(visible_cases(actor).filter(number=number)).first()
    return with_clocks([CaseLine._make(values)])[0] if values else None


def counts_of(actor: Actor) -> dict[str, int]:
    """How many cases each counted view holds, 100 meaning more than 99: one statement that reads no more than that."""
    counted = [view for view in VIEWS if view.is_counted]
    parts = [_bounded(view.narrow(visible_cases(actor), actor), view.slug) for view in counted]
    found = list(parts[0].union(*parts[1:], all=True))
    return {view.slug: found.count(view.slug) for view in counted}


def newer_cases(actor: Actor, *, view: SavedView, narrowed: Filter, since: datetime) -> int:
    """How many came into the view since then, at most 100."""
    rows = view.narrow(visible_cases(actor), actor).filter(narrowed.q, created_at__gt=since)
    return rows[: MOST_COUNTED + 1].count()


def with_clocks(cases: Sequence[CaseLine]) -> list[CaseRow]:
    """Each case with its next promise, all clocks in one statement."""
    clocks = next_clocks(cases)
    return [CaseRow(case, clocks.get(case.clock_set_id or 0)) for case in cases]


def next_clocks(cases: Iterable[CaseLine]) -> dict[int, OwedClock]:
    """By clock set, the promise of an open case not yet kept that fell or falls due first."""
    waiting = {case.clock_set_id: case for case in cases if case.is_active and case.clock_set_id}
    nearest: dict[int, OwedClock] = {}
    for clock in owed_clocks(waiting):
        if not _is_kept(clock, waiting[clock.clock_set_id]):
            nearest.setdefault(clock.clock_set_id, clock)
    return nearest


def _is_kept(clock: OwedClock, case: CaseLine) -> bool:
    """A first response that came late is no longer owed."""
    return clock.kpi == FIRST_RESPONSE and case.first_responded_at is not None


def _bounded(rows: Rows, slug: str) -> QuerySet[Case, str]:
    marked = rows.order_by().annotate(view=Value(slug)).values_list("view", flat=True)
    return marked[: MOST_COUNTED + 1]


def _order(sort: str) -> tuple[str, ...]:
    fields = SORTS[sort.removeprefix("-")]
    return tuple(f"-{name}" for name in fields) if sort.startswith("-") else fields


def _keyed(rows: Rows, sort: str, view: SavedView) -> Rows:
    """Keys that are never null. Where no row lacks a due time its own column is the key, which has an index."""
    if sort in BY_DUE:
        column = F("due_at") if view.slug == "breaching" else Coalesce("due_at", Value(NEVER, DateTimeField()))
        return rows.annotate(due_key=column)
    if sort.endswith("message"):
        return rows.annotate(message_key=Coalesce("last_message_at", "opened_at"))
    return rows.filter(resolved_at__isnull=False) if sort.endswith("resolved") else rows
