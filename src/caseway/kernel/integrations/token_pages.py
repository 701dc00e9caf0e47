"""API tokens: the list, a new one, one of them, and its end."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.kernel.api import tokens as commands
from caseway.kernel.crud.pages import address
from caseway.kernel.integrations.forms import TokenForm
from caseway.kernel.integrations.pages import ask_then_show
from caseway.kernel.integrations.screens import TOKENS, state_of
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment


@agent_page("settings.manage")
def create_token(request: AgentRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)

    def make() -> str:
        user = commands.user_named(form.cleaned_data["email"], request.actor)
        return commands.create_token(user, actor=request.actor, **form.wish())[1]

    return ask_then_show(request, TOKENS, form, make)


@agent_page("settings.manage")
def token(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(commands.tokens(request.actor), pk=pk)
    part = "_token" if wants_fragment(request) else "token"
    context = {"token": found, "state": state_of(found), "list_url": address(TOKENS, request)}
    return render(request, f"kernel/integrations/{part}.html", context)


@require_POST
@agent_page("settings.manage")
def revoke_token(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(commands.tokens(request.actor), pk=pk)
    commands.revoke_token(found, actor=request.actor)
    return done(request, _("%s is revoked.") % found.name, to=address(TOKENS, request))
