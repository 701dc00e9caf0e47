"""Following a case, and letting a sender's pictures in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from caseway.cases.queries import readable_messages, visible_cases
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.kernel.paging import page_of
from caseway.workspace import commands
from caseway.workspace.queries.looking import visible_trusted_senders

LOADED = gettext_lazy("Pictures of %(address)s are loaded from now on.")
NOT_LOADED = gettext_lazy("Pictures of %(address)s are no longer loaded.")


@require_POST
@agent_page("cases.read")
def follow_case(request: AgentRequest, number: str) -> HttpResponse:
    """`is_following=no` stops it."""
    case = get_object_or_404(visible_cases(request.actor), number=number)
    is_following = request.POST.get("is_following", "yes") == "yes"
    commands.follow_case(case, actor=request.actor, is_following=is_following)
    text = _("You follow %(number)s.") if is_following else _("You no longer follow %(number)s.")
    return done(request, text % {"number": number}, to=reverse("workspace:case", args=[number]))


@require_POST
@agent_page("cases.read")
def trust_sender(request: AgentRequest, pk: int) -> HttpResponse:
    """Whoever sent this message may show pictures from elsewhere from now on; with `is_trusted=no`, no longer."""
    message = get_object_or_404(readable_messages(request.actor).select_related("conversation"), pk=pk)
    is_trusted = request.POST.get("is_trusted", "yes") == "yes"
    commands.trust_sender(message.from_email, actor=request.actor, is_trusted=is_trusted)
    text = LOADED if is_trusted else NOT_LOADED
    here = reverse("workspace:message_html", args=[pk])
    return done(request, str(text) % {"address": message.from_email}, to=here)


@require_GET
@agent_page("cases.read")
def trusted_senders(request: AgentRequest) -> HttpResponse:
    """Whose pictures from elsewhere are loaded for the reader."""
    page = page_of(
        visible_trusted_senders(request.actor), order=("address", "id"), cursor=request.GET.get("cursor", "")
    )
    context = {
        "senders": page.items,
        "next_url": f"?cursor={page.next}" if page.next else None,
        "first_url": request.path if "cursor" in request.GET else None,
    }
    return render(request, "workspace/trusted_senders.html", context)


@require_POST
@agent_page("cases.read")
def forget_sender(request: AgentRequest, pk: int) -> HttpResponse:
    """No longer load the pictures of this sender."""
    sender = get_object_or_404(visible_trusted_senders(request.actor), pk=pk)
    commands.trust_sender(sender.address, actor=request.actor, is_trusted=False)
    return done(request, str(NOT_LOADED) % {"address": sender.address}, to=reverse("workspace:trusted_senders"))
