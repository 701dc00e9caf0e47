"""Held mail, and what is decided about it, as the API writes and reads it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import Identifier, Input, ListQuery, Schema, of_length

Cause = Annotated[str, of_length(24)]
Words = Annotated[str, of_length(200)]


class QuarantineQuery(ListQuery):
    state: Literal["held", "recovered", "discarded", "any"] = "held"
    cause: Cause = ""
    q: Words = Field("", description="Words in sender, subject or cause.")


class QuarantineOut(Schema):
    id: int
    cause: str
    detail: str
    state: str
    sender: str
    subject: str
    size: int
    recipients: list[str]
    arrived_at: datetime
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def resolve_recipients(mail: object) -> list[str]:
        return [str(one) for one in getattr(mail, "envelope", {}).get("recipients", [])]


class BulkIn(Input):
    """What is done with the chosen mails, or with all that the filter names when none is chosen."""

    verb: Literal["recover", "discard", "restore"]
    ids: list[Identifier] = Field([], max_length=500)
    state: Literal["held", "recovered", "discarded"] = "held"
    cause: Cause = ""
    q: Words = ""


class BulkOut(Schema):
    """How far it is; `refusal` says why the first one was refused."""

    id: int
    verb: str
    total: int
    done: int
    refused: int
    refusal: str
    started_at: datetime
    finished_at: datetime | None


class RecoveredOut(Schema):
    """`repeated`: the message was stored before. `message_id` is the stored message's, or null."""

    outcome: str
    message_id: int | None
