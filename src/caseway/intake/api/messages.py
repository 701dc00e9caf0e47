"""Cases made of messages by hand, for programs."""

from django.utils.translation import gettext as _

from caseway.cases.queries import message_with_case
from caseway.intake import commands
from caseway.intake.schemas import OwnCaseIn, OwnCaseOut
from caseway.kernel.api import ApiRequest, Identifier, Path, Router, Status
from caseway.kernel.errors import NotFound

router = Router(tags=["intake"])


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
