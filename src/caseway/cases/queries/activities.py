"""Activities of a case and of a person."""

from django.db.models import QuerySet

from caseway.cases.models import Activity, Case
from caseway.cases.queries.cases import visible_cases
from caseway.cases.rules import total_minutes
from caseway.kernel.access import Actor


def open_activities(case: Case) -> QuerySet[Activity]:
    return Activity.objects.filter(case=case, state=Activity.State.OPEN)


def my_open_activities(actor: Actor) -> QuerySet[Activity]:
    """The actor's own open tasks and calls, the most urgent first."""
    mine = Activity.objects.filter(owner_id=actor.agent_id, state=Activity.State.OPEN)
    return mine.select_related("case").order_by("due_at", "id")


def visible_activities(actor: Actor) -> QuerySet[Activity]:
    return Activity.objects.filter(case__in=visible_cases(actor))


def minutes_worked(case: Case) -> int:
    """The sum of the durations of the case's activities, in whole minutes."""
    worked = Activity.objects.filter(case=case).exclude(state=Activity.State.CANCELED)
    return total_minutes(list(worked.values_list("minutes", flat=True)))
