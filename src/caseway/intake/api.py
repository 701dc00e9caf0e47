"""The intake monitor for programs, and cases made of messages by hand."""

from datetime import datetime

from django.utils.translation import gettext as _

from caseway.cases.queries import message_with_case
from caseway.intake import commands
from caseway.intake.models import IntakeLog
from caseway.intake.queries import visible_log
from caseway.kernel.access import require
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    Input,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Schema,
    Status,
    listing,
)
from caseway.kernel.errors import NotFound

router = Router(tags=["intake"])


class LogOut(Schema):
    """One message and what was decided about it."""

    id: int
    message_id: str
    subject: str
    from_email: str
    outcome: str
    reason: str
    explanation: str
    rule: str | None
    case: str | None
    at: datetime

    @staticmethod
    def resolve_message_id(log: IntakeLog) -> str:
        return log.message.message_id

    @staticmethod
    def resolve_subject(log: IntakeLog) -> str:
        return log.message.subject

    @staticmethod
    def resolve_from_email(log: IntakeLog) -> str:
        return log.message.from_email

    @staticmethod
    def resolve_rule(log: IntakeLog) -> str | None:
        return log.rule.name if log.rule else None

    @staticmethod
    def resolve_case(log: IntakeLog) -> str | None:
        return log.case.number if log.case else None


class OwnCaseIn(Input):
    """`with_later`: and all that was said after it in its conversation."""

    with_later: bool = False


class OwnCaseOut(Schema):
    """The number of the new case, and the move by which it can be taken back."""

    case: str
    move: int


@router.get("/intake/log", response=Listing[LogOut])
def list_log(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What was decided about each message, newest first, and why."""
    require(request.actor, "intake.read")
    return listing(visible_log(request.actor), asked, order=("-id",))


@router.post("/messages/{message_id}/new-case", response={201: OwnCaseOut})
def make_case_of_message(
    request: ApiRequest, message_id: Path[Identifier], body: OwnCaseIn | None = None
) -> Status[dict[str, object]]:
    """Open a new case of a customer's message that stands in another one."""
    found = message_with_case(request.actor, message_id)
    if found is None:
        raise NotFound(_("There is no such message in your reach."))
    with_later = body.with_later if body else False
    move = commands.make_case_of(*found, actor=request.actor, with_later=with_later)
    return Status(201, {"case": move.target.number, "move": move.pk})
