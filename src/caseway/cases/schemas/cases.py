"""Cases as programs read and write them."""

from datetime import datetime
from typing import Annotated

from pydantic import Base64Bytes, Field

from caseway.cases.models import Activity, Case, MessageMove
from caseway.cases.queries import Entry
from caseway.engagement.models import Message
from caseway.kernel.api import (
    EmailAddress,
    FilterQuery,
    Identifier,
    Input,
    Line,
    Moment,
    Number,
    Prose,
    Schema,
    of_length,
)
from caseway.kernel.models import EventRecord
from caseway.sla.queries import ClockView, clocks_of

Code = Annotated[str, of_length(40, 1)]
MOST_BASE64 = 35_000_000
Minutes = Annotated[Number, Field(le=100_000)]


class CaseQuery(FilterQuery):
    """Which cases: those that hold the words, in a state, of an owner."""

    q: Annotated[str, of_length(300)] = Field(
        "", description="Words to look for in numbers, titles, customers and messages."
    )
    state: Annotated[str, Field(pattern="^(|active|resolved|canceled)$")] = ""
    owner: Annotated[str, Field(pattern="^(|me|none)$")] = ""


class PersonOut(Schema):
    id: int
    name: str


class AccountOut(Schema):
    number: str
    name: str
    tier: str


class EntitlementOut(Schema):
    id: int
    name: str
    total_term: int = Field(alias="total")
    remaining_term: int = Field(alias="remaining")


class ClockOut(Schema):
    kpi: str
    status: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    explanation: str


class CaseRow(Schema):
    """A case as a list shows it."""

    number: str
    title: str
    state: str
    status_reason: str = Field(alias="status_reason_id")
    kind: str
    origin: str
    priority: int
    queue: str | None
    worked_by: PersonOut | None
    owner: PersonOut | None
    account: AccountOut | None
    contact: PersonOut | None
    due_at: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    last_message_at: datetime | None
    version: int

    @staticmethod
    def resolve_queue(case: Case) -> str | None:
        return case.work_item.queue.slug if case.work_item and case.work_item.queue else None

    @staticmethod
    def resolve_worked_by(case: Case) -> object:
        return case.work_item.worked_by if case.work_item else None


class CaseOut(CaseRow):
    """A case with all that stands around it."""

    description: str
    entitlement: EntitlementOut | None
    decrements_entitlement: bool
    first_responded_at: datetime | None
    clocks: list[ClockOut]

    @staticmethod
    def resolve_clocks(case: Case) -> list[ClockView]:
        return clocks_of(case.clock_set_id)


class NewCaseIn(Input):
    """A case needs a title and a customer: a contact, an account, or both."""

    title: Line
    description: Prose = ""
    contact: Identifier | None = None
    account: Annotated[str, of_length(24)] = Field("", description="The account's number.")
    product: Annotated[str, of_length(40)] = Field("", description="The product's article number.")
    kind: Case.Kind = Case.Kind.QUESTION
    origin: Case.Origin = Case.Origin.WEB
    priority: Case.Priority = Case.Priority.NORMAL
    decrements_entitlement: bool = True


class EditCaseIn(Input):
    title: Line | None = None
    description: Prose | None = None
    kind: Case.Kind | None = None
    priority: Case.Priority | None = None


class FileIn(Input):
    """A file to send, in base64."""

    filename: Annotated[str, of_length(255, 1)]
    content_type: Annotated[str, of_length(127)] = "application/octet-stream"
    content: Annotated[Base64Bytes, Field(max_length=MOST_BASE64)]


class WritingIn(Input):
    """What any mail may say. `html` is the same words with marks; it is cleaned."""

    html: Annotated[str, of_length(500_000)] = ""
    to: list[EmailAddress] = Field([], max_length=50)
    cc: list[EmailAddress] = Field([], max_length=50)
    bcc: list[EmailAddress] = Field([], max_length=50)
    mailbox: Annotated[str, of_length(254)] = Field("", description="Our address it leaves from, or the one that fits.")
    leaves_at: Moment | None = Field(None, description="When it leaves; left out, at once.")
    files: list[FileIn] = Field([], max_length=20)


class ReplyIn(WritingIn):
    """Without recipients it answers whoever wrote; `to_all`, also everybody who got that message."""

    text: Annotated[str, of_length(100_000, 1)]
    to_all: bool = False
    answers: Identifier | None = Field(None, description="The message it answers; left out, the last one.")
    status_reason: Annotated[str, of_length(40)] = Field("", description="What the case waits in afterwards.")


class ForwardIn(WritingIn):
    """A message of the case goes to somebody else, who answers to the case and not to the customer."""

    text: Prose = ""
    message: Identifier
    attachments: list[Identifier] = Field([], max_length=50, description="Files of the case's messages to send along.")


class NewMailIn(WritingIn):
    """A mail that begins a conversation with the customer; without recipients it goes to the contact."""

    subject: Line
    text: Annotated[str, of_length(100_000, 1)]


class ScheduleIn(Input):
    leaves_at: Moment | None = Field(None, description="When it leaves; null, now.")


class PersonAt(Schema):
    name: str
    email: str


class PlanOut(Schema):
    """What a reply would be if one wrote nothing but its text."""

    to: list[PersonAt]
    cc: list[PersonAt]
    subject: str
    mailbox: str
    mailboxes: list[str]
    signature: str
    answers: int | None


class NoteIn(Input):
    """`mentions` are agents who are to see it."""

    text: Annotated[str, of_length(100_000, 1)]
    mentions: Annotated[list[Identifier], Field(max_length=20)] = []


class ActivityIn(Input):
    kind: Activity.Kind
    subject: Line
    description: Prose = ""
    minutes: Minutes = 0
    due_at: Moment | None = None
    is_done: bool = False


class SendArticleIn(Input):
    article: Annotated[str, of_length(24, 1)] = Field(description="The article's number.")
    text: Prose = ""


class ResolveIn(Input):
    resolution_type: Annotated[str, of_length(40)] = Field("", description="A status reason of the state resolved.")
    resolution: Annotated[str, of_length(500, 1)]
    billable_minutes: Minutes = 0
    remarks: Prose = ""
    cancels_open_activities: bool = False


class ReasonIn(Input):
    status_reason: Annotated[str, of_length(40)] = Field("", description="Left out, the default of the state.")


class StatusIn(Input):
    status_reason: Code


class AssignIn(Input):
    agent: Identifier


class RouteIn(Input):
    """A queue or a person; neither lets the routing rules decide again."""

    queue: Annotated[str, of_length(80)] = ""
    agent: Identifier | None = None


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
