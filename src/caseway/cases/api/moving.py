"""Messages that stand in the wrong case."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from caseway.cases import commands, queries
from caseway.cases.models import MessageMove
from caseway.cases.schemas import MoveIn, MoveOut
from caseway.kernel.api import ApiRequest, Identifier, Path, Router
from caseway.kernel.errors import NotFound

router = Router()


@router.post("/messages/{message_id}/move", response=MoveOut)
def move_message(request: ApiRequest, message_id: Path[Identifier], body: MoveIn) -> MessageMove:
    """Move a message to another case; answers to it will follow."""
    found = queries.message_with_case(request.actor, message_id)
    if found is None:
        raise NotFound(_("There is no such message in your reach."))
    message, case = found
    to = get_object_or_404(queries.visible_cases(request.actor), number=body.case)
    return commands.move_message(case, message, to=to, actor=request.actor, with_later=body.with_later)


@router.post("/moves/{move_id}/undo", response=MoveOut)
def undo_move(request: ApiRequest, move_id: Path[Identifier]) -> MessageMove:
    """Take a move back. A case that was opened by it is canceled."""
    move = get_object_or_404(queries.visible_moves(request.actor), pk=move_id)
    return commands.undo_move(move, actor=request.actor)
