"""A message stands in the wrong case: it is moved to another one, or to one of its own, and back."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.cancellation import cancel_case
from caseway.cases.commands.conversations import settle_messages
from caseway.cases.commands.opening import NewCase, open_case, take_conversation
from caseway.cases.events import MessagesMovedAway, MessagesMovedHere
from caseway.cases.models import Case, CaseConversation, MessageMove
from caseway.cases.queries.moving import has_been_worked_on, moving_with
from caseway.engagement import commands as engagement
from caseway.engagement.models import Conversation, Message
from caseway.kernel.access import SYSTEM, Actor, require
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError
from caseway.kernel.events import publish

WORK = "cases.work"


class AlreadyThere(DomainError):
    """The message is in that case already."""


class NotThere(DomainError):
    """The message, or what was moved, is in another case by now."""


class AlreadyUndone(DomainError):
    """The move was taken back before."""


class WorkedOn(DomainError):
    """The case that was opened by a move has been worked on since."""


@atomic()
def move_message(case: Case, message: Message, *, to: Case, actor: Actor, with_later: bool = False) -> MessageMove:
    """Move a message, with `with_later` and all after it, to another case; answers to it will follow."""
    require(actor, WORK, case)
    require(actor, WORK, to)
    if case.pk == to.pk:
        raise AlreadyThere(_("It is in %(number)s already: choose another case.") % {"number": to.number})
    case, to = _hold(case, to)
    return _move(message, case, to, actor=actor, with_later=with_later)


@atomic()
def give_own_case(case: Case, message: Message, *, new: NewCase, actor: Actor, with_later: bool = False) -> MessageMove:
    """Open a new case and move a message there, with `with_later` and all after it."""
    require(actor, WORK, case)
    case = lock_row(case)
    to = lock_row(open_case(new, actor=actor))
    return _move(message, case, to, actor=actor, with_later=with_later, has_opened=True)


@atomic()
def undo_move(move: MessageMove, *, actor: Actor) -> MessageMove:
    """Take a move back, with what was answered there since. A case that was opened by it is canceled."""
    require(actor, WORK, move.source)
    if actor.reference != move.moved_by:
        require(actor, WORK, move.target)
    source, target = _hold(move.source, move.target)
    move = lock_row(move)
    _require_undoable(move, target)
    home, before = move.stands_in, move.came_from
    engagement.forget_move(move.message_ids, move.pk)
    _unlink(home)
    if home.pk == before.pk:
        take_conversation(source, home)
    else:
        engagement.fold_into(home, into=before)
    move.undone_at = timezone.now()
    move.save(update_fields=["undone_at"])
    _tell(move, away_from=target, to=source, actor=actor, is_undone=True)
    if move.has_opened_target:
        cancel_case(target, actor=replace(SYSTEM, on_behalf_of=actor.reference, via=actor.via))
    return move


def _hold(one: Case, other: Case) -> tuple[Case, Case]:
    """Both cases held, in the order of their ids, so that two moves never wait for each other."""
    held = {case.pk: lock_row(case) for case in sorted((one, other), key=lambda case: case.pk)}
    return held[one.pk], held[other.pk]


def _move(
    message: Message, case: Case, to: Case, *, actor: Actor, with_later: bool, has_opened: bool = False
) -> MessageMove:
    message.refresh_from_db(fields=["conversation"])
    before = message.conversation
    if not CaseConversation.objects.filter(case=case, conversation=before).exists():
        raise NotThere(_("The message is no longer in %(number)s: look at the case again.") % {"number": case.number})
    moving = moving_with(message, with_later=with_later)
    home = _home(before, moving, message.subject)
    take_conversation(to, home)
    move = MessageMove.objects.create(
        source=case,
        target=to,
        came_from=before,
        stands_in=home,
        message_ids=moving,
        has_opened_target=has_opened,
        moved_by=actor.reference,
        moved_at=timezone.now(),
    )
    noted = {"id": move.pk, "from": case.number, "from_conversation": before.pk, "by": actor.name}
    engagement.note_move(moving, {**noted, "at": move.moved_at.isoformat()})
    _tell(move, away_from=case, to=to, actor=actor)
    return move


def _home(before: Conversation, moving: list[int], subject: str) -> Conversation:
    """A conversation of their own for what moves; the very same one if nothing stays behind."""
    if before.messages.exclude(pk__in=moving).exists():
        return engagement.take_out(before, moving, subject=subject)
    _unlink(before)
    return before


def _unlink(conversation: Conversation) -> None:
    CaseConversation.objects.filter(conversation=conversation).delete()


def _require_undoable(move: MessageMove, target: Case) -> None:
    if move.undone_at:
        raise AlreadyUndone(_("This was taken back before."))
    if not CaseConversation.objects.filter(case=target, conversation=move.stands_in).exists():
        raise NotThere(_("It was moved on since: move it from where it is now."))
    if move.has_opened_target and has_been_worked_on(target):
        raise WorkedOn(
            _("%(number)s has been worked on since: move the message back by hand.") % {"number": target.number}
        )


def _tell(move: MessageMove, *, away_from: Case, to: Case, actor: Actor, is_undone: bool = False) -> None:
    for case, event, other in ((away_from, MessagesMovedAway, to), (to, MessagesMovedHere, away_from)):
        settle_messages(case, actor=actor)
        publish(
            event(
                case_id=case.pk,
                move_id=move.pk,
                message_ids=move.message_ids,
                number=other.number,
                is_undone=is_undone,
                actor=actor.reference,
            )
        )
