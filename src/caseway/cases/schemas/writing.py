"""What programs write to customers and colleagues: mails, and notes."""

from typing import Annotated

from pydantic import Field

from caseway.kernel.api import (
    EmailAddress,
    FileIn,
    Identifier,
    Input,
    Line,
    Moment,
    Prose,
    Schema,
    of_length,
)


class WritingIn(Input):
    """What any mail may say. `html` is the same words with marks; it is cleaned."""

    html: Annotated[str, of_length(500_000)] = ""
    to: list[EmailAddress] = Field([], max_length=50)
    cc: list[EmailAddress] = Field([], max_length=50)
    bcc: list[EmailAddress] = Field([], max_length=50)
    mailbox: Annotated[str, of_length(254)] = Field("", description="Our address it leaves from, or the one that fits.")
    leaves_at: Moment | None = Field(None, description="When it leaves; left out, at once.")
    encrypt: bool = Field(False, description="It leaves encrypted, or not at all: a key of each recipient is needed.")
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
