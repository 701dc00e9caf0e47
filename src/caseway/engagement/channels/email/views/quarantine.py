"""Mail that was held: the list, one of them with its source, and the decision."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import Quarantine
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.kernel.paging import page_of

PERMISSION = "mail.quarantine"
MOST_SOURCE = 200_000


@require_GET
@agent_page(PERMISSION)
def quarantine(request: AgentRequest) -> HttpResponse:
    state = request.GET.get("state", Quarantine.State.HELD)
    page = page_of(queries.quarantined(request.actor, state), order=("-id",), cursor=request.GET.get("cursor", ""))
    request.topics = ("quarantine:0",)
    tabs = [(*choice, choice[0] == state) for choice in Quarantine.State.choices]
    context = {
        "mails": page.items,
        "tabs": [{"label": label, "url": f"?state={name}", "current": is_current} for name, label, is_current in tabs],
        "is_held": state == Quarantine.State.HELD,
        "next_url": f"?state={state}&cursor={page.next}" if page.next else None,
        "first_url": f"?state={state}" if "cursor" in request.GET else None,
    }
    return render(request, "email/quarantine.html", context)


@require_GET
@agent_page(PERMISSION)
def quarantined_mail(request: AgentRequest, pk: int) -> HttpResponse:
    mail = _mail(request, pk)
    source = bytes(mail.data)
    context = {
        "mail": mail,
        "source": source[:MOST_SOURCE].decode("utf-8", "replace"),
        "is_cut": len(source) > MOST_SOURCE,
        "is_held": mail.state == Quarantine.State.HELD,
    }
    return render(request, "email/quarantined_mail.html", context)


@require_GET
@agent_page(PERMISSION)
def quarantined_source(request: AgentRequest, pk: int) -> HttpResponse:
    """The mail as it came, as a file."""
    name = {"Content-Disposition": f'attachment; filename="quarantine-{pk}.eml"'}
    return HttpResponse(bytes(_mail(request, pk).data), content_type="message/rfc822", headers=name)


@require_POST
@agent_page(PERMISSION)
def recover_mail(request: AgentRequest, pk: int) -> HttpResponse:
    commands.recover_mail(_mail(request, pk), actor=request.actor)
    return done(request, _("The mail is taken in."), to=reverse("email:quarantine"))


@require_POST
@agent_page(PERMISSION)
def discard_mail(request: AgentRequest, pk: int) -> HttpResponse:
    commands.discard_mail(_mail(request, pk), actor=request.actor)
    return done(request, _("The mail is discarded; its source is kept."), to=reverse("email:quarantine"))


def _mail(request: AgentRequest, pk: int) -> Quarantine:
    return get_object_or_404(queries.visible_quarantine(request.actor), pk=pk)
