"""The mail of a case: answer, forward, write, schedule, take back, send once more."""

from typing import Any

from django.shortcuts import get_object_or_404

from caseway.cases import commands, queries
from caseway.cases.api.verbs import visible_case
from caseway.cases.models import Case
from caseway.cases.schemas import (
    ForwardIn,
    MessageOut,
    NewMailIn,
    PlanOut,
    ReplyIn,
    ScheduleIn,
    WaitingOut,
    WritingIn,
)
from caseway.engagement.commands import OutgoingFile
from caseway.engagement.models import Message
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Status,
    listing,
)
from caseway.kernel.html import clean_html

router = Router()


@router.get("/cases/{number}/reply", response=PlanOut)
def plan_reply(
    request: ApiRequest, number: str, to_all: bool = False, answers: Identifier | None = None
) -> dict[str, object]:
    """Whom a reply would go to, from which mailbox, under which subject, with which signature."""
    case = visible_case(request, number)
    answered = get_object_or_404(queries.messages_of_case(case), pk=answers) if answers else None
    plan = queries.plan_reply(case, to_all=to_all, answers=answered)
    return {
        "to": plan.to,
        "cc": plan.cc,
        "subject": plan.subject,
        "mailbox": plan.mailbox,
        "mailboxes": queries.mailboxes_for(request.actor, plan.mailbox),
        "signature": queries.signature_preview(request.actor, plan.mailbox).text,
        "answers": plan.answered.pk if plan.answered else None,
    }


@router.post("/cases/{number}/reply", response={201: MessageOut})
def reply_to_customer(request: ApiRequest, number: str, body: ReplyIn) -> Status[object]:
    """Answer the customer by mail, in the conversation they wrote in."""
    reply = commands.Reply(**_writing(body))
    return Status(201, commands.reply_to_customer(visible_case(request, number), actor=request.actor, reply=reply))


@router.post("/cases/{number}/forward", response={201: MessageOut})
def forward_message(request: ApiRequest, number: str, body: ForwardIn) -> Status[object]:
    """Hand a message on to somebody else; their answers come to the case."""
    forward = commands.Forward(**_writing(body))
    return Status(201, commands.forward_message(visible_case(request, number), actor=request.actor, forward=forward))


@router.post("/cases/{number}/write", response={201: MessageOut})
def write_to_customer(request: ApiRequest, number: str, body: NewMailIn) -> Status[object]:
    """Begin a conversation with the customer on this case."""
    mail = commands.NewMail(**_writing(body))
    return Status(201, commands.write_to_customer(visible_case(request, number), actor=request.actor, mail=mail))


@router.post("/cases/{number}/messages/{message_id}/withdraw", response=MessageOut)
def withdraw_message(request: ApiRequest, number: str, message_id: Path[Identifier]) -> Message:
    """Take back a message that has not left, with all it did to the case."""
    case, message = _message(request, number, message_id)
    return commands.withdraw_message(case, message, actor=request.actor)


@router.post("/cases/{number}/messages/{message_id}/schedule", response=MessageOut)
def reschedule_message(request: ApiRequest, number: str, message_id: Path[Identifier], body: ScheduleIn) -> Message:
    """Let a message that waits leave at another moment."""
    case, message = _message(request, number, message_id)
    return commands.reschedule_message(case, message, actor=request.actor, leaves_at=body.leaves_at)


@router.post("/cases/{number}/messages/{message_id}/retry", response=MessageOut)
def retry_message(request: ApiRequest, number: str, message_id: Path[Identifier]) -> Message:
    """Send once more what failed or came back."""
    case, message = _message(request, number, message_id)
    return commands.retry_message(case, message, actor=request.actor)


@router.get("/messages/scheduled", response=Listing[WaitingOut])
def list_scheduled(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """What is scheduled to leave from cases you may read, the next first."""
    return listing(queries.waiting_messages(request.actor), asked, order=("leaves_at", "id"))


def _message(request: ApiRequest, number: str, message_id: int) -> tuple[Case, Message]:
    case = visible_case(request, number)
    return case, get_object_or_404(queries.messages_of_case(case), pk=message_id)


def _writing(body: WritingIn) -> dict[str, Any]:
    files = [
        OutgoingFile(filename=file.filename, content_type=file.content_type, content=file.content)
        for file in body.files
    ]
    return body.model_dump(exclude={"files", "html"}) | {"files": files, "html": clean_html(body.html)}
