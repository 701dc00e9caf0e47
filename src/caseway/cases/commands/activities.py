"""Tasks and phone calls. A completed call of a person with the customer is a first response."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.conversations import mark_first_response
from caseway.cases.commands.locking import lock_active
from caseway.cases.events import ActivityAdded, ActivityClosed
from caseway.cases.models import Activity, Case
from caseway.cases.queries.activities import open_activities
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events import publish


class ActivityAlreadyClosed(DomainError):
    """A closed activity is read-only."""


@dataclass(frozen=True, kw_only=True)
class NewActivity:
    """A task to do, or a call that was made (`is_done`) or is to be made. `minutes` are whole minutes of work."""

    kind: str
    subject: str
    description: str = ""
    direction: str = ""
    minutes: int = 0
    due_at: datetime | None = None
    is_done: bool = False


@atomic()
def add_activity(case: Case, *, actor: Actor, new: NewActivity) -> Activity:
    require(actor, "cases.work", case)
    case = lock_active(case)
    if not new.subject.strip():
        raise Invalid(_("The activity needs a subject."), fields={"subject": _("Say what is to be done.")})
    now = timezone.now()
    activity = Activity.objects.create(
        case=case,
        kind=new.kind,
        subject=new.subject.strip()[:200],
        description=new.description,
        direction=new.direction,
        minutes=new.minutes,
        due_at=new.due_at,
        owner_id=actor.agent_id,
        author=actor.reference,
        author_name=actor.name,
        at=now,
        state=Activity.State.COMPLETED if new.is_done else Activity.State.OPEN,
        closed_at=now if new.is_done else None,
    )
    record_change(activity, actor=actor)
    if new.is_done and new.kind == Activity.Kind.PHONE_CALL:
        mark_first_response(case, at=now, actor=actor)
    publish(ActivityAdded(case_id=case.pk, activity_id=activity.pk, actor=actor.reference))
    return activity


@atomic()
def close_activity(
    activity: Activity, *, actor: Actor, is_completed: bool = True, minutes: int | None = None
) -> Activity:
    """Complete or cancel an open activity."""
    require(actor, "cases.work", activity.case)
    case = lock_active(activity.case)
    activity = lock_row(activity)
    if activity.state != Activity.State.OPEN:
        raise ActivityAlreadyClosed(_("It is closed already: add a new one instead."))
    activity.state = Activity.State.COMPLETED if is_completed else Activity.State.CANCELED
    activity.closed_at = timezone.now()
    activity.minutes = activity.minutes if minutes is None else minutes
    activity.save(update_fields=["state", "closed_at", "minutes"])
    if is_completed and activity.kind == Activity.Kind.PHONE_CALL:
        mark_first_response(case, at=activity.closed_at, actor=actor)
    record_change(activity, actor=actor)
    publish(ActivityClosed(case_id=case.pk, activity_id=activity.pk, actor=actor.reference))
    return activity


def cancel_open_activities(case: Case, *, actor: Actor) -> None:
    """Cancel what is still open, each with its own audit and event. The case is held by the caller."""
    for activity in open_activities(case).select_for_update():
        before = lock_row(activity)
        before.state, before.closed_at = Activity.State.CANCELED, timezone.now()
        before.save(update_fields=["state", "closed_at"])
        record_change(before, actor=actor)
        publish(ActivityClosed(case_id=case.pk, activity_id=before.pk, actor=actor.reference))
