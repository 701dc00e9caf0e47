"""What programs read and write of an agent's own console."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.flows.queries import StageView
from caseway.kernel.api import EmailAddress, FileIn, Input, ListQuery, Schema, of_length


class DraftIn(Input):
    """What was begun: HTML for a mail, text for a note. `version` guards what somebody else saved."""

    body: Annotated[str, Field(max_length=500_000)]
    to: Annotated[str, of_length(4_000)] = ""
    cc: Annotated[str, of_length(4_000)] = ""
    bcc: Annotated[str, of_length(4_000)] = ""
    subject: Annotated[str, of_length(1_000)] | None = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class DraftOut(Schema):
    mode: str
    body: str
    recipients: dict[str, str]
    version: int
    saved_at: datetime


class DraftFileIn(FileIn):
    """A file for a draft, in base64; `is_inline` for a picture that stands in its text."""

    is_inline: bool = False


class DraftFileOut(Schema):
    """A picture stands in the text by `/draft-files/{id}/`."""

    id: int
    filename: str
    content_type: str
    size: int
    is_inline: bool
    created_at: datetime


class TrustedSenderIn(Input):
    address: EmailAddress


class TrustedSenderOut(Schema):
    id: int
    address: str


class FollowIn(Input):
    is_following: bool = True


Mode = Literal["reply", "new", "forward", "note"]
Way = Literal["next", "back", "finish"]


class MarkIn(Input):
    is_done: bool = True


class FlowStepOut(Schema):
    """`field` names what the case must hold; a step without one is marked by hand."""

    id: int
    label: str
    field: str
    is_required: bool
    is_done: bool


class FlowStageOut(Schema):
    """`place` is done, current or upcoming; the time spent is real time, in seconds."""

    id: int
    name: str
    place: str
    spent_seconds: int
    steps: list[FlowStepOut]

    @staticmethod
    def resolve_spent_seconds(stage: StageView) -> int:
        return int(stage.spent.total_seconds())


class GuidanceOut(Schema):
    """`state` is active, finished or aborted; `missing` names the required steps still open in the current stage."""

    name: str
    state: str
    started_at: datetime
    completed_at: datetime | None
    stages: list[FlowStageOut]
    missing: list[str]


class AuditQuery(ListQuery):
    kind: Annotated[str, of_length(60)] = Field("", description="Only changes of this kind of record, such as account.")
    id: Annotated[str, Field(pattern=r"^[0-9]{0,18}$")] = Field("", description="Only those of this one; needs `kind`.")


class ChangeOut(Schema):
    """One change of one row: each field with its value before and after. `via` is what it was made through."""

    id: int
    kind: str
    object_id: int
    action: str
    actor: str
    on_behalf_of: str
    via: str
    changes: dict[str, list[object]]
    at: datetime
