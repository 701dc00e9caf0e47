"""The intake monitor for programs."""

from datetime import datetime

from caseway.intake.models import IntakeLog
from caseway.intake.queries import visible_log
from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, ListAnswer, Listing, ListQuery, Query, Router, Schema, listing

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


@router.get("/intake/log", response=Listing[LogOut])
def list_log(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What was decided about each message, newest first, and why."""
    require(request.actor, "intake.read")
    return listing(visible_log(request.actor), asked, order=("-id",))
