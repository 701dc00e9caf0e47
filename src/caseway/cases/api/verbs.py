"""The verbs of a case: one POST each."""

from django.shortcuts import get_object_or_404

from caseway.cases import commands, queries
from caseway.cases.api.reading import answered
from caseway.cases.models import Activity, Case
from caseway.cases.queries.activities import visible_activities
from caseway.cases.queries.cases import pickable_cases
from caseway.cases.schemas import (
    ActivityIn,
    ActivityOut,
    AssignIn,
    CaseOut,
    CompleteActivityIn,
    MessageOut,
    NoteIn,
    NoteOut,
    ReasonIn,
    ResolveIn,
    RouteIn,
    SendArticleIn,
    StatusIn,
)
from caseway.kernel.api import ApiRequest, Identifier, Path, Router, Status
from caseway.knowledge.queries import visible_articles
from caseway.operations.queries import agents
from caseway.routing.queries import visible_queues

router = Router()


@router.post("/cases/{number}/pick", response=CaseOut)
def pick_case(request: ApiRequest, number: str) -> Case:
    """Take a waiting case and become responsible for it."""
    case = get_object_or_404(pickable_cases(request.actor), number=number)
    commands.pick_case(case, actor=request.actor)
    return answered(request, number)


@router.post("/cases/{number}/release", response=CaseOut)
def release_case(request: ApiRequest, number: str) -> Case:
    """Give the case back to its queue."""
    case = visible_case(request, number)
    released = commands.release_case(case, actor=request.actor)
    return _still_visible(request, released)


@router.post("/cases/{number}/assign", response=CaseOut)
def assign_case(request: ApiRequest, number: str, body: AssignIn) -> Case:
    """Make somebody responsible."""
    agent = get_object_or_404(agents(), pk=body.agent)
    assigned = commands.assign_case(visible_case(request, number), agent=agent, actor=request.actor)
    return _still_visible(request, assigned)


@router.post("/cases/{number}/route", response=CaseOut)
def route_case(request: ApiRequest, number: str, body: RouteIn) -> Case:
    """Send the case to a queue or a person, or let the rules decide again."""
    queue = get_object_or_404(visible_queues(request.actor), slug=body.queue) if body.queue else None
    agent = get_object_or_404(agents(), pk=body.agent) if body.agent else None
    routed = commands.route_case(visible_case(request, number), actor=request.actor, queue=queue, agent=agent)
    return _still_visible(request, routed)


@router.post("/cases/{number}/note", response={201: NoteOut})
def add_note(request: ApiRequest, number: str, body: NoteIn) -> Status[object]:
    """Write a note that only colleagues see."""
    return Status(201, commands.add_note(visible_case(request, number), actor=request.actor, **body.model_dump()))


@router.post("/cases/{number}/seen", response={204: None})
def see_mentions(request: ApiRequest, number: str) -> Status[None]:
    """What mentioned oneself on this case is not new any more."""
    commands.see_mentions(visible_case(request, number), actor=request.actor)
    return Status(204, None)


@router.post("/cases/{number}/activities", response={201: ActivityOut})
def add_activity(request: ApiRequest, number: str, body: ActivityIn) -> Status[object]:
    """Add a task or a phone call."""
    new = commands.NewActivity(**body.model_dump())
    return Status(201, commands.add_activity(visible_case(request, number), actor=request.actor, new=new))


@router.post("/activities/{activity_id}/complete", response=ActivityOut)
def complete_activity(
    request: ApiRequest, activity_id: Path[Identifier], body: CompleteActivityIn | None = None
) -> object:
    """It is done; say how long it took if that is not what was planned."""
    minutes = body.minutes if body else None
    return commands.close_activity(_activity(request, activity_id), actor=request.actor, minutes=minutes)


@router.post("/activities/{activity_id}/cancel", response=ActivityOut)
def cancel_activity(request: ApiRequest, activity_id: Path[Identifier]) -> object:
    """It is not to be done any more."""
    return commands.close_activity(_activity(request, activity_id), actor=request.actor, is_completed=False)


@router.post("/cases/{number}/send-article", response={201: MessageOut})
def send_article(request: ApiRequest, number: str, body: SendArticleIn) -> Status[object]:
    """Mail a published article to the customer, and link it to the case."""
    case = visible_case(request, number)
    article = get_object_or_404(visible_articles(request.actor), number=body.article)
    return Status(201, commands.send_article(case, article, actor=request.actor, text=body.text))


@router.post("/cases/{number}/status", response=CaseOut)
def change_status(request: ApiRequest, number: str, body: StatusIn) -> Case:
    """Move between the reasons of an active case. A pausing one stops the clocks."""
    commands.change_status(visible_case(request, number), actor=request.actor, status_reason=body.status_reason)
    return answered(request, number)


@router.post("/cases/{number}/resolve", response=CaseOut)
def resolve_case(request: ApiRequest, number: str, body: ResolveIn) -> Case:
    """Resolve the case. Open activities must be confirmed with `cancels_open_activities`."""
    resolution = commands.Resolution(**body.model_dump())
    commands.resolve_case(visible_case(request, number), actor=request.actor, resolution=resolution)
    return answered(request, number)


@router.post("/cases/{number}/cancel", response=CaseOut)
def cancel_case(request: ApiRequest, number: str, body: ReasonIn | None = None) -> Case:
    """Cancel the case. Its activities must be closed."""
    reason = body.status_reason if body else ""
    commands.cancel_case(visible_case(request, number), actor=request.actor, status_reason=reason)
    return answered(request, number)


@router.post("/cases/{number}/reactivate", response=CaseOut)
def reactivate_case(request: ApiRequest, number: str, body: ReasonIn | None = None) -> Case:
    """Open a resolved or canceled case again."""
    reason = body.status_reason if body else ""
    commands.reactivate_case(visible_case(request, number), actor=request.actor, status_reason=reason)
    return answered(request, number)


def _activity(request: ApiRequest, activity_id: int) -> Activity:
    return get_object_or_404(visible_activities(request.actor).select_related("case"), pk=activity_id)


def visible_case(request: ApiRequest, number: str) -> Case:
    return get_object_or_404(queries.visible_cases(request.actor), number=number)


def _still_visible(request: ApiRequest, case: Case) -> Case:
    """The case as it is now; with what the actor knew of it where it has left their reach."""
    found = queries.case_page(request.actor).filter(pk=case.pk).first()
    return found or case
