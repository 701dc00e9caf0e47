"""Settings pages of the keys that sign our mail."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.forms import SigningKeyForm
from caseway.engagement.channels.email.models import SigningKey
from caseway.kernel.crud import Column, CrudSet
from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.crud.verbs import answer
from caseway.kernel.pages import AgentRequest, agent_page, done, go, wants_fragment

PERMISSION = "settings.manage"
SIGNING_KEYS = CrudSet(
    model=SigningKey,
    url_name="signing_keys",
    title=_("Signing keys"),
    singular=_("signing key"),
    columns=("domain", "selector", Column(_("State"), lambda key: key.get_state_display()), "used_since"),
    order=("domain", "-id"),
    intro=_("Signed mail (DKIM) is trusted by those who get it. One key for each domain of our addresses."),
)


@agent_page(PERMISSION)
def create_signing_key(request: AgentRequest) -> HttpResponse:
    form = SigningKeyForm(request.POST or None)

    def save() -> SigningKey:
        return commands.make_signing_key(form.cleaned_data["domain"], actor=request.actor)

    return answer(request, SIGNING_KEYS, form, save, then=_address_of)


@agent_page(PERMISSION)
def signing_key(request: AgentRequest, pk: int) -> HttpResponse:
    """A page of its own, with the record to publish."""
    if wants_fragment(request):
        return go(request, request.path)
    return render(request, "email/signing_key.html", {"key": _key(request, pk)})


@require_POST
@agent_page(PERMISSION)
def use_signing_key(request: AgentRequest, pk: int) -> HttpResponse:
    key = commands.use_signing_key(_key(request, pk), actor=request.actor)
    return done(request, _now("Mail of %s is signed with it from now on.") % key.domain, to=_address_of(key))


@agent_page(PERMISSION)
def remove_signing_key(request: AgentRequest, pk: int) -> HttpResponse:
    key = _key(request, pk)
    dialog = dialog_of(SIGNING_KEYS, request, heading=key)
    return confirm_deletion(
        request, key, lambda: commands.remove_signing_key(key, actor=request.actor), dialog, leaves=True
    )


def _key(request: AgentRequest, pk: int) -> SigningKey:
    return get_object_or_404(queries.visible_signing_keys(request.actor), pk=pk)


def _address_of(key: SigningKey) -> str:
    return reverse("email:signing_keys_change", args=[key.pk])
