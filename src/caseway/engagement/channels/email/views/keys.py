"""Settings of a mailbox's keys for S/MIME and OpenPGP."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import KeyForm
from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.views.mailboxes import PERMISSION
from caseway.kernel.crud.dialogs import Dialog, confirm_deletion, saved
from caseway.kernel.pages import AgentRequest, agent_page, done

VERBS = {"on": True, "off": False}


@agent_page(PERMISSION)
def add_key(request: AgentRequest, pk: int) -> HttpResponse:
    mailbox = _mailbox(request, pk)
    form = KeyForm(request.POST or None, request.FILES or None)

    def save() -> MailKey:
        data = form.cleaned_data["file"].read()
        return commands.add_key(mailbox, actor=request.actor, data=data, passphrase=form.cleaned_data["passphrase"])

    key = saved(form, save)
    if key is None:
        context = {"mailbox": mailbox, "form": form}
        return render(request, "email/add_key.html", context, status=422 if form.errors else 200)
    return done(request, _("The key of %s is added.") % key, to=_page_of(mailbox))


@require_POST
@agent_page(PERMISSION)
def sign_with_key(request: AgentRequest, pk: int, key: int, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    found = commands.sign_with(_key(request, pk, key), actor=request.actor, signs=VERBS[verb])
    words = _("What leaves from this mailbox is signed.") if found.signs else _("It signs nothing any more.")
    return done(request, words, to=_page_of(found.mailbox))


@agent_page(PERMISSION)
def remove_key(request: AgentRequest, pk: int, key: int) -> HttpResponse:
    found = _key(request, pk, key)
    dialog = Dialog(heading=str(found), back=_page_of(found.mailbox), back_title=str(found.mailbox))
    return confirm_deletion(request, found, lambda: commands.remove_key(found, actor=request.actor), dialog)


def _mailbox(request: AgentRequest, pk: int) -> Mailbox:
    return get_object_or_404(queries.visible_mailboxes(request.actor), pk=pk)


def _key(request: AgentRequest, pk: int, key: int) -> MailKey:
    return get_object_or_404(
        queries.visible_keys(request.actor, _mailbox(request, pk)).select_related("mailbox"), pk=key
    )


def _page_of(mailbox: Mailbox) -> str:
    return reverse("email:mailboxes_change", args=[mailbox.pk])
