"""Lists, single cases, timelines; opening and editing."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from caseway.cases import commands, queries
from caseway.cases.models import Case
from caseway.cases.queries.search import matching_case_ids
from caseway.cases.schemas import CaseOut, CaseQuery, CaseRow, EditCaseIn, MentionOut, NewCaseIn, TimelineOut
from caseway.customers.queries import visible_accounts, visible_contacts, visible_products
from caseway.kernel.api import (
    ApiRequest,
    ListAnswer,
    Listing,
    ListQuery,
    Query,
    Router,
    Status,
    listing,
    require_match,
    stamp,
)
from caseway.kernel.errors import Invalid

router = Router()
NEWEST = ("-opened_at", "-id")


@router.get("/cases", response=Listing[CaseRow])
def list_cases(request: ApiRequest, asked: Query[CaseQuery]) -> ListAnswer:
    """Cases you may read, newest first."""
    rows = queries.cases_for_list(request.actor)
    if asked.q:
        rows = rows.filter(pk__in=matching_case_ids(request.actor, asked.q))
    return listing(_narrowed(rows, asked, request), asked, order=NEWEST, kind="case")


@router.post("/cases", response={201: CaseOut})
def open_case(request: ApiRequest, body: NewCaseIn) -> Status[Case]:
    """Open a case: it gets its entitlement, its clocks and its place in a queue at once."""
    actor = request.actor
    contact = get_object_or_404(visible_contacts(actor), pk=body.contact) if body.contact else None
    account = get_object_or_404(visible_accounts(actor), number=body.account) if body.account else None
    product = get_object_or_404(visible_products(actor), sku=body.product) if body.product else None
    plain = body.model_dump(exclude={"contact", "account", "product"})
    new = commands.NewCase(**plain, contact=contact, account=account, product=product)
    case = commands.open_case(new, actor=actor)
    stamp(request, case)
    return Status(201, whole_case(request, case.number))


@router.get("/cases/{number}", response=CaseOut)
def get_case(request: ApiRequest, number: str) -> Case:
    """One case with its clocks and its entitlement."""
    return stamp(request, whole_case(request, number))


@router.patch("/cases/{number}", response=CaseOut)
def edit_case(request: ApiRequest, number: str, body: EditCaseIn) -> Case:
    """Change what is given. With `If-Match`, only if nobody changed the case since."""
    case = whole_case(request, number)
    require_match(request, case)
    edit = commands.CaseEdit(**body.model_dump(exclude_unset=True), version=case.version)
    commands.edit_case(case, actor=request.actor, edit=edit)
    return answered(request, number)


@router.get("/cases/{number}/timeline", response=TimelineOut)
def get_timeline(request: ApiRequest, number: str, shown: str = "all", cursor: str = "") -> dict[str, object]:
    """Messages, notes, activities and events, newest first. `shown`: all, public, notes, mails, calls or events."""
    timeline = queries.timeline_of(whole_case(request, number), shown=shown, before=_moment(cursor))
    return {"items": timeline.entries, "next": timeline.before.isoformat() if timeline.before else None}


@router.get("/mentions", response=Listing[MentionOut])
def list_mentions(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Notes in which one was mentioned, the newest first."""
    return listing(queries.visible_mentions(request.actor), asked, order=("-id",))


def whole_case(request: ApiRequest, number: str) -> Case:
    """The case, if the actor may read it; otherwise there is none."""
    return get_object_or_404(queries.case_page(request.actor), number=number)


def answered(request: ApiRequest, number: str) -> Case:
    """The case as it is now, with its tag."""
    return stamp(request, whole_case(request, number))


def _narrowed(rows: QuerySet[Case], asked: CaseQuery, request: ApiRequest) -> QuerySet[Case]:
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.owner:
        rows = rows.filter(owner_id=request.actor.agent_id if asked.owner == "me" else None)
    return rows


def _moment(cursor: str) -> datetime | None:
    if not cursor:
        return None
    try:
        moment = datetime.fromisoformat(cursor)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        sentence = _("The cursor is not one this list gave out: start again without it.")
        raise Invalid(sentence, fields={"cursor": sentence})
    return moment
