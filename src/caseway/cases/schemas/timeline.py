"""What a case's timeline holds, and what is moved there."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from caseway.cases.models import Activity, MessageMove
from caseway.cases.queries import Entry
from caseway.engagement.models import Message
from caseway.kernel.api import (
    Input,
    Line,
    Moment,
    Number,
    Prose,
    Schema,
    of_length,
)
from caseway.kernel.models import EventRecord

Minutes = Annotated[Number, Field(le=100_000)]


class ActivityIn(Input):
    kind: Activity.Kind
    subject: Line
    description: Prose = ""
    minutes: Minutes = 0
    due_at: Moment | None = None
    is_done: bool = False


class MoveIn(Input):
    """Where a message shall go: the number of a case. `with_later`: and all after it in its conversation."""

    case: Annotated[str, of_length(24, 1)]
    with_later: bool = False


class MoveOut(Schema):
    """A move. `has_opened_target`: the case was opened for it."""

    id: int
    source: str
    target: str
    message_ids: list[int]
    has_opened_target: bool
    moved_by: str
    moved_at: datetime
    undone_at: datetime | None

    @staticmethod
    def resolve_source(move: MessageMove) -> str:
        return move.source.number

    @staticmethod
    def resolve_target(move: MessageMove) -> str:
        return move.target.number


class MessageOut(Schema):
    id: int
    message_id: str
    direction: str
    state: str
    from_email: str
    from_name: str
    subject: str
    text: str = Field(alias="reply_text")
    in_reply_to: list[str]
    is_auto: bool
    has_attachments: bool
    evidence: dict[str, object]
    at: datetime
    to: list[str]
    cc: list[str]
    bcc: list[str]
    leaves_at: datetime | None
    is_scheduled: bool
    send_error: str

    @staticmethod
    def resolve_to(message: Message) -> list[str]:
        return addresses_in(message, "to")

    @staticmethod
    def resolve_cc(message: Message) -> list[str]:
        return addresses_in(message, "cc")

    @staticmethod
    def resolve_bcc(message: Message) -> list[str]:
        return addresses_in(message, "bcc")


class AttachmentOut(Schema):
    """A file of a message, at `/attachments/{id}`. The HTML names a picture that stands in it by `cid:` content_id."""

    id: int
    filename: str
    content_type: str
    size: int
    is_inline: bool
    content_id: str


class WholeMessageOut(MessageOut):
    """`text` is what is new, `quoted_text` what it quotes, `whole_text` all of it. `html` is sanitised; pictures from
    elsewhere stand in `data-remote-src`. `facts` is what else was read, `notices` what a reader should be told.
    """

    case: str = Field(alias="conversation.reference")
    quoted_text: str
    whole_text: str = Field(alias="text")
    html: str
    is_bounce: bool
    attachments: list[AttachmentOut]
    facts: dict[str, object]
    notices: list[dict[str, object]]


class WaitingOut(MessageOut):
    """A message that is scheduled to leave, and its case."""

    case: str = Field(alias="conversation.reference")


class NoteOut(Schema):
    id: int
    author_name: str
    text: str
    at: datetime


class MentionOut(Schema):
    """Where one was mentioned: the case, the note, and when one looked at it since."""

    id: int
    case: str = Field(alias="note.case.number")
    title: str = Field(alias="note.case.title")
    note: int = Field(alias="note_id")
    author_name: str = Field(alias="note.author_name")
    text: str = Field(alias="note.text")
    at: datetime = Field(alias="note.at")
    seen_at: datetime | None


class CompleteActivityIn(Input):
    minutes: Minutes | None = None


class ActivityOut(Schema):
    id: int
    kind: str
    state: str
    subject: str
    minutes: int
    at: datetime


class EntryOut(Schema):
    """One line of the timeline. Its kind says what `data` holds."""

    kind: str
    at: datetime
    data: dict[str, object]

    @staticmethod
    def resolve_data(entry: Entry) -> dict[str, object]:
        return entry_data(entry)


class TimelineOut(Schema):
    items: list[EntryOut]
    next: str | None


def addresses_in(message: Message, kind: str) -> list[str]:
    return [one["email"] for one in message.recipients.get(kind, ())]


def entry_data(entry: Entry) -> dict[str, object]:
    """What an entry shows, by its kind."""
    subject = entry.subject
    if isinstance(subject, EventRecord):
        return {"id": subject.pk, "name": subject.name, "actor": subject.actor, **subject.payload}
    shape: type[Schema] = (
        MessageOut if isinstance(subject, Message) else ActivityOut if isinstance(subject, Activity) else NoteOut
    )
    return shape.from_orm(subject).dict()
