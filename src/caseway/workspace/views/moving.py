"""What is known about a message, and moving it to the case where it belongs."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from caseway.cases import commands
from caseway.cases.models import Case, MessageMove
from caseway.cases.queries import message_with_case, search_cases, similar_cases, visible_cases, visible_moves
from caseway.engagement.channels.email.queries import block_links
from caseway.engagement.models import Message
from caseway.intake.commands import make_case_of
from caseway.kernel.access import may
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment
from caseway.workspace.forms import MoveForm
from caseway.workspace.queries.evidence import why_here
from caseway.workspace.queries.remarks import check_of, notices_shown

MOST_CHOICES = 6
BLOCKING = "mail.quarantine"


@require_GET
@agent_page("cases.read")
def message_about(request: AgentRequest, pk: int) -> HttpResponse:
    """Who sent it, why it stands here, and what may be done about that."""
    message, case = _found(request, pk)
    context = {
        "message": message,
        "case": case,
        "why": why_here(message),
        "check": check_of(message),
        "remarks": notices_shown(message),
        "may_move": may(request.actor, "cases.work", case),
        "may_open": may(request.actor, "cases.create") and message.direction == Message.Direction.IN,
        "blocks": block_links(message.from_email) if _may_block(request, message) else [],
    }
    return render(request, _template(request, "message_about"), context)


@agent_page("cases.work")
def move_message(request: AgentRequest, pk: int) -> HttpResponse:
    message, case = _found(request, pk)
    form = MoveForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        to, with_later = form.cleaned_data["case"], form.cleaned_data["with_later"]
        move = commands.move_message(case, message, to=to, actor=request.actor, with_later=with_later)
        return _moved(request, move, to)
    context = {"message": message, "case": case, "form": form, "intro": _introduced(message), **_choices(request, case)}
    return render(request, _template(request, "move_message"), context, status=422 if form.errors else 200)


@require_GET
@agent_page("cases.work")
def pick_case_for(request: AgentRequest, pk: int) -> HttpResponse:
    """Cases like what was typed, as choices of the form; before anything is typed, others of the same customer."""
    _message, case = _found(request, pk)
    return render(request, "workspace/_case_choices.html", _choices(request, case))


@require_POST
@agent_page("cases.create")
def make_case_of_message(request: AgentRequest, pk: int) -> HttpResponse:
    message, case = _found(request, pk)
    with_later = "with_later" in request.POST
    move = make_case_of(message, case, actor=request.actor, with_later=with_later)
    return _moved(request, move, move.target)


@require_POST
@agent_page("cases.work")
def undo_move(request: AgentRequest, pk: int) -> HttpResponse:
    move = get_object_or_404(visible_moves(request.actor), pk=pk)
    commands.undo_move(move, actor=request.actor)
    text = _("It is back in %(number)s.") % {"number": move.source.number}
    return done(request, text, to=reverse("workspace:case", args=[move.source.number]))


def _choices(request: AgentRequest, case: Case) -> dict[str, object]:
    """Cases like `?who=`, or others of the same customer."""
    asked = request.GET.get("who", "").replace("\0", "").strip()
    found = [hit.case for hit in search_cases(request.actor, asked, MOST_CHOICES + 1)] if asked else None
    choices = similar_cases(case, request.actor)[:MOST_CHOICES] if found is None else found
    return {"choices": [one for one in choices if one.pk != case.pk][:MOST_CHOICES], "asked": asked}


def _introduced(message: Message) -> str:
    values = {
        "subject": message.subject or _("(no subject)"),
        "name": message.from_name or message.from_email or "Caseway",
    }
    return _("“%(subject)s”, from %(name)s. Answers to it will follow.") % values


def _may_block(request: AgentRequest, message: Message) -> bool:
    return message.direction == Message.Direction.IN and may(request.actor, BLOCKING)


def _template(request: AgentRequest, name: str) -> str:
    """In a dialog where htmx runs, as a page elsewhere."""
    return f"workspace/_{name}.html" if wants_fragment(request) else f"workspace/{name}.html"


def _moved(request: AgentRequest, move: MessageMove, to: Case) -> HttpResponse:
    count = len(move.message_ids)
    text = ngettext("Moved to %(number)s.", "%(count)d messages moved to %(number)s.", count)
    is_seen = visible_cases(request.actor).filter(pk=to.pk).exists()
    shown = to if is_seen else move.source
    undo = reverse("workspace:undo_move", args=[move.pk])
    words = text % {"number": to.number, "count": count}
    return done(request, words, to=reverse("workspace:case", args=[shown.number]), undo=undo)


def _found(request: AgentRequest, pk: int) -> tuple[Message, Case]:
    found = message_with_case(request.actor, pk)
    if found is None:
        raise Http404
    return found
