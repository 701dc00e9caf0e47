"""The feed of what happened: read on from where you stopped, and miss nothing."""

import re
from typing import Annotated, TypedDict

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, StringConstraints

from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, Query, Router, Schema
from caseway.kernel.errors import Invalid
from caseway.kernel.events import records_after
from caseway.kernel.paging import MOST
from caseway.kernel.webhooks.messages import message_of

router = Router(tags=["events"])
PLACE = re.compile(r"([0-9]{1,19})-([0-9]{1,18})")


class SubjectOut(Schema):
    kind: str
    id: int


class EventOut(Schema):
    """One fact, in the form webhooks carry it."""

    id: str
    type: str
    timestamp: str
    subject: SubjectOut
    actor: str
    data: dict[str, object]


class FeedOut(Schema):
    """`next` is always there: ask with `after=` again, at once or later, for what came since."""

    items: list[EventOut]
    next: str


class FeedAnswer(TypedDict):
    items: list[dict[str, object]]
    next: str


class FeedQuery(BaseModel):
    after: Annotated[str, StringConstraints(max_length=60)] = Field("", description="The `next` of the answer before.")
    subject: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description="Only events about this kind: case."
    )
    limit: int = Field(100, ge=1, le=MOST)


@router.get("/events", response=FeedOut)
def list_events(request: ApiRequest, asked: Query[FeedQuery]) -> FeedAnswer:
    """Events in order, from the first or after a place. What is being written right now comes next time."""
    require(request.actor, "audit.read")
    transaction, event_id = _place(asked.after)
    records = records_after(transaction, event_id, asked.limit, subject=asked.subject)
    last = f"{records[-1].transaction}-{records[-1].pk}" if records else f"{transaction}-{event_id}"
    return {"items": [message_of(record) for record in records], "next": last}


def _place(after: str) -> tuple[str, int]:
    if not after:
        return "0", 0
    found = PLACE.fullmatch(after)
    if found is None:
        sentence = _("Write the `next` of the answer before, or leave it out.")
        raise Invalid(sentence, fields={"after": sentence})
    return found[1], int(found[2])
