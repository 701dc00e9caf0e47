"""What programs read and write of an agent's own console."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import Input, Schema, text


class DraftIn(Input):
    """What was begun: HTML for a mail, text for a note. `version` guards what somebody else saved."""

    body: Annotated[str, Field(max_length=500_000)]
    to: Annotated[str, text(4_000)] = ""
    cc: Annotated[str, text(4_000)] = ""
    bcc: Annotated[str, text(4_000)] = ""
    subject: Annotated[str, text(1_000)] | None = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class DraftOut(Schema):
    mode: str
    body: str
    recipients: dict[str, str]
    version: int
    saved_at: datetime


class FollowIn(Input):
    is_following: bool = True


Mode = Literal["reply", "new", "forward", "note"]
