"""What was given up on, an event's handler or a job: seen by people, and tried again when they say so."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.models import EventDelivery

PERMISSION = "settings.manage"
MOST = 200


@dataclass(frozen=True)
class FailedJob:
    """A job that was tried as often as it may be."""

    id: int
    name: str
    lane: str
    attempts: int
    ended_at: datetime | None


def dead_letters(actor: Actor) -> list[EventDelivery]:
    """Events a handler gave up on, newest first."""
    require(actor, PERMISSION)
    return list(EventDelivery.objects.filter(is_dead=True).select_related("event").order_by("-id")[:MOST])


def failed_jobs(actor: Actor) -> list[FailedJob]:
    """Jobs that failed for good, newest first."""
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.task_name, j.queue_name, j.attempts, max(e.at) FROM procrastinate_jobs j"
            " LEFT JOIN procrastinate_events e ON e.job_id = j.id WHERE j.status = 'failed'"
            " GROUP BY j.id ORDER BY j.id DESC LIMIT %s",
            [MOST],
        )
        return [FailedJob(*row) for row in cursor.fetchall()]


@atomic()
def try_letters_again(actor: Actor) -> int:
    """Let the sweeper deliver every dead letter anew; returns how many."""
    require(actor, PERMISSION)
    return EventDelivery.objects.filter(is_dead=True).update(
        is_dead=False, attempts=0, next_at=timezone.now(), error=""
    )


@atomic()
def try_jobs_again(actor: Actor) -> int:
    """Queue every failed job anew; returns how many."""
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL WHERE status = 'failed'"
        )
        return int(cursor.rowcount)
