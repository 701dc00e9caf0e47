"""Pages of mail providers, and the way to one and back by which a mailbox is signed in."""

import hmac

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import ProviderForm
from caseway.engagement.channels.email.models import MailProvider
from caseway.kernel.crud import CrudSet
from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.crud.verbs import answer
from caseway.kernel.errors import Invalid
from caseway.kernel.pages import AgentRequest, agent_page

PERMISSION = "settings.manage"
KEPT_AS = "mail sign-in"

PROVIDERS = CrudSet(
    model=MailProvider,
    url_name="providers",
    title=_("Mail providers"),
    singular=_("mail provider"),
    columns=("name", "kind", "client_id", "secret_ends_on"),
    order=("name",),
    intro=_("What this Caseway is registered as with Microsoft or Google, so that mailboxes can sign in by OAuth2."),
)


class SignInLost(Invalid):
    """They came back without what they were sent away with."""


@agent_page(PERMISSION)
def create_provider(request: AgentRequest) -> HttpResponse:
    return _save(request, None)


@agent_page(PERMISSION)
def change_provider(request: AgentRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(queries.visible_providers(request.actor), pk=pk))


@agent_page(PERMISSION)
def remove_provider(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_providers(request.actor), pk=pk)
    dialog = dialog_of(PROVIDERS, request, heading=found)
    return confirm_deletion(request, found, lambda: commands.remove_provider(found, actor=request.actor), dialog)


@require_GET
@agent_page(PERMISSION)
def sign_in_mailbox(request: AgentRequest, pk: int) -> HttpResponse:
    """Send whoever owns the mailbox to its provider. What they must come back with is kept in their session."""
    mailbox = get_object_or_404(queries.visible_mailboxes(request.actor), pk=pk)
    asked = commands.begin_sign_in(mailbox, actor=request.actor)
    request.session[KEPT_AS] = {"mailbox": pk, "state": asked.state, "verifier": asked.verifier}
    return redirect(asked.url)


@require_GET
@agent_page(PERMISSION)
def sign_in_returned(request: AgentRequest) -> HttpResponse:
    """They are back, with a code or with the provider's reason."""
    kept = request.session.pop(KEPT_AS, None)
    if kept is None or not hmac.compare_digest(str(kept["state"]), request.GET.get("state", "")):
        raise SignInLost(_now("This sign-in was not begun here, or is over: begin it again on the mailbox's page."))
    mailbox = get_object_or_404(queries.visible_mailboxes(request.actor), pk=kept["mailbox"])
    code = request.GET.get("code", "")
    if not code:
        words = request.GET.get("error_description") or request.GET.get("error", "")
        raise SignInLost(_now("The provider did not allow it: %s") % words[:500])
    commands.finish_sign_in(mailbox, actor=request.actor, code=code, verifier=str(kept["verifier"]))
    messages.success(request, _now("%s is signed in.") % mailbox)
    return redirect(reverse("email:mailboxes_change", args=[mailbox.pk]))


@require_GET
@agent_page(PERMISSION)
def mail_notices(request: AgentRequest) -> HttpResponse:
    """What an administrator should see to, as a part of the home page."""
    return render(request, "email/_notices.html", {"notices": queries.mail_notices(request.actor)})


def _save(request: AgentRequest, provider: MailProvider | None) -> HttpResponse:
    initial = ProviderForm.initial_of(provider) if provider else None
    form = ProviderForm(request.POST or None, initial=initial)

    def save() -> MailProvider:
        secret = form.cleaned_data["secret"]
        return commands.save_provider(provider, actor=request.actor, values=form.values(), secret=secret)

    return answer(request, PROVIDERS, form, save, row=provider)
