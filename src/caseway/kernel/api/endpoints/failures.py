"""What was given up on, for those who manage settings: the newest of each, and trying all of it again."""

from datetime import datetime

from caseway.kernel.api import ApiRequest, Router, Schema
from caseway.kernel.events.failures import (
    FailedJob,
    dead_letters,
    failed_jobs,
    try_jobs_again,
    try_letters_again,
)
from caseway.kernel.models import EventDelivery

router = Router(tags=["failures"])


class LetterOut(Schema):
    """An event that a handler gave up on."""

    id: int
    event: str
    handler: str
    attempts: int
    error: str
    at: datetime

    @staticmethod
    def resolve_event(letter: EventDelivery) -> str:
        return letter.event.name

    @staticmethod
    def resolve_at(letter: EventDelivery) -> datetime:
        return letter.event.at


class JobOut(Schema):
    """A job that was tried as often as it may be."""

    id: int
    name: str
    lane: str
    attempts: int
    ended_at: datetime | None


class LettersOut(Schema):
    items: list[LetterOut]


class JobsOut(Schema):
    items: list[JobOut]


class RetriedOut(Schema):
    retried: int


@router.get("/failures/events", response=LettersOut)
def list_failed_events(request: ApiRequest) -> dict[str, list[EventDelivery]]:
    """Events that a handler gave up on, the newest 200."""
    return {"items": dead_letters(request.actor)}


@router.post("/failures/events/retry", response=RetriedOut)
def retry_failed_events(request: ApiRequest) -> RetriedOut:
    """Deliver every one of them anew."""
    return RetriedOut(retried=try_letters_again(request.actor))


@router.get("/failures/jobs", response=JobsOut)
def list_failed_jobs(request: ApiRequest) -> dict[str, list[FailedJob]]:
    """Jobs that failed for good, the newest 200."""
    return {"items": failed_jobs(request.actor)}


@router.post("/failures/jobs/retry", response=RetriedOut)
def retry_failed_jobs(request: ApiRequest) -> RetriedOut:
    """Queue every one of them anew."""
    return RetriedOut(retried=try_jobs_again(request.actor))
