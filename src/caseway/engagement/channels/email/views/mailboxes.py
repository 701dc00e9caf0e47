"""Settings pages of our mailboxes."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import MailboxForm, WayOutForm
from caseway.engagement.channels.email.models import Mailbox, WayOut
from caseway.kernel.crud import Column, CrudSet
from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.crud.verbs import answer
from caseway.kernel.pages import AgentRequest, agent_page, go, wants_fragment
from caseway.kernel.paging import page_of

PERMISSION = "settings.manage"
SPELLS_SHOWN = 5


def way_in(mailbox: Mailbox) -> str:
    how = str(mailbox.get_way_in_display())
    return f"{how}: {mailbox.fetch_host}" if mailbox.is_fetched else how


def health_of(mailbox: Mailbox) -> str:
    if not mailbox.is_active:
        return _now("Switched off")
    return str(mailbox.get_health_display()) if mailbox.is_fetched else _now("Listening")


def way_out(mailbox: Mailbox) -> str:
    """Where its mail leaves by."""
    server = queries.server_of(mailbox)
    if server:
        return _now("Mail leaves through %s.") % f"{server.host}:{server.port}"
    return _now("No outgoing server is set, so mail is kept in %s. Set CASEWAY_SMTP_URL to send it.") % (
        settings.CASEWAY.outbox
    )


MAILBOXES = CrudSet(
    model=Mailbox,
    url_name="mailboxes",
    title=_("Mailboxes"),
    singular=_("mailbox"),
    columns=(
        "address",
        "name",
        Column(_("Mail comes by"), way_in),
        Column(_("Health"), health_of),
        Column(_("Default"), lambda mailbox: mailbox.is_default),
    ),
    order=("address",),
    intro=_("Our addresses: mail to them is taken in, and answers come from them."),
)


@agent_page(PERMISSION)
def create_mailbox(request: AgentRequest) -> HttpResponse:
    form = MailboxForm(request.POST or None)

    def save() -> Mailbox:
        password = form.cleaned_data["password"]
        return commands.save_mailbox(None, actor=request.actor, values=form.values(), password=password)

    return answer(request, MAILBOXES, form, save, then=_address_of)


@agent_page(PERMISSION)
def mailbox(request: AgentRequest, pk: int) -> HttpResponse:
    """A page of its own: from the list's dialog one is sent on to it."""
    if wants_fragment(request) and "part" not in request.GET:
        return go(request, request.path)
    found = _mailbox(request, pk)
    request.topics = (f"mailbox:{pk}",)
    context = {
        "mailbox": found,
        "keys": queries.visible_keys(request.actor, found),
        "spells": queries.visible_spells(request.actor, found)[:SPELLS_SHOWN],
        "way_in": way_in(found),
        "way_out": way_out(found),
        "is_kept": queries.server_of(found) is None,
        "team": sends.team if (sends := queries.way_out_of(found)) else None,
        "health": health_of(found),
        "hook_url": _hook_url(found),
        "reports_url": _hook_url(found, "mail_reports") if found.tells_of_sent_mail else "",
        "ends_at": queries.ending_of(found),
        "ending": queries.ending_words(found),
    }
    return render(request, "email/mailbox.html", context)


@agent_page(PERMISSION)
def mailbox_history(request: AgentRequest, pk: int) -> HttpResponse:
    """How its sessions fared, as far as that is kept."""
    found = _mailbox(request, pk)
    request.topics = (f"mailbox:{pk}",)
    spells = queries.visible_spells(request.actor, found)
    page = page_of(spells, order=("-id",), cursor=request.GET.get("cursor", ""))
    context = {
        "mailbox": found,
        "spells": page.items,
        "next_url": f"?cursor={page.next}" if page.next else None,
        "first_url": request.path if "cursor" in request.GET else None,
    }
    return render(request, "email/mailbox_history.html", context)


@agent_page(PERMISSION)
def change_mailbox(request: AgentRequest, pk: int) -> HttpResponse:
    found = _mailbox(request, pk)
    form = MailboxForm(request.POST or None, initial=MailboxForm.initial_of(found))

    def save() -> Mailbox:
        password = form.cleaned_data["password"]
        return commands.save_mailbox(found, actor=request.actor, values=form.values(), password=password)

    return answer(request, MAILBOXES, form, save, row=found)


@agent_page(PERMISSION)
def change_way_out(request: AgentRequest, pk: int) -> HttpResponse:
    found = _mailbox(request, pk)
    form = WayOutForm(request.POST or None, initial=WayOutForm.initial_of(queries.way_out_of(found)))

    def save() -> WayOut:
        password = form.cleaned_data["password"]
        return commands.save_way_out(found, form.route(), actor=request.actor, password=password)

    return answer(request, MAILBOXES, form, save, row=found, then=lambda _saved: _address_of(found))


@agent_page(PERMISSION)
def remove_mailbox(request: AgentRequest, pk: int) -> HttpResponse:
    found = _mailbox(request, pk)
    dialog = dialog_of(MAILBOXES, request, heading=found)
    return confirm_deletion(
        request, found, lambda: commands.remove_mailbox(found, actor=request.actor), dialog, leaves=True
    )


@agent_page(PERMISSION)
def examine_mailbox(request: AgentRequest, pk: int) -> HttpResponse:
    """The set-up check: shown at once, and carried out as soon as it is."""
    found = _mailbox(request, pk)
    steps = commands.examine_mailbox(found, actor=request.actor) if request.method == "POST" else None
    context = {"mailbox": found, "areas": _by_area(steps) if steps else None}
    return render(request, "email/doctor.html", context)


def _by_area(steps: list[commands.Step]) -> list[tuple[str, list[commands.Step]]]:
    named = ((str(title), [one for one in steps if one.area == area]) for area, title in commands.AREAS.items())
    return [(title, found) for title, found in named if found]


def _hook_url(mailbox: Mailbox, route: str = "mail_hook") -> str:
    if mailbox.way_in != Mailbox.WayIn.WEBHOOK:
        return ""
    return f"{settings.CASEWAY.base_url}{reverse(route, args=[mailbox.pk])}"


def _mailbox(request: AgentRequest, pk: int) -> Mailbox:
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=pk)


def _address_of(mailbox: Mailbox) -> str:
    return reverse("email:mailboxes_change", args=[mailbox.pk])
