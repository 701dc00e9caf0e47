"""How one appears to customers and colleagues: everybody's own page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.kernel.crud.dialogs import Dialog, carry_out
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.versions import version_of
from caseway.operations import commands
from caseway.operations.forms import ProfileForm
from caseway.operations.models import Agent
from caseway.operations.queries import agents


@agent_page()
def profile(request: AgentRequest) -> HttpResponse:
    mine = get_object_or_404(agents(), pk=request.actor.agent_id)
    form = ProfileForm(request.POST or None, initial=vars(mine))
    back = reverse("workspace:settings")
    dialog = Dialog(heading=_("Your profile"), back=back, back_title=_("Settings"), seen=version_of(mine))

    def save() -> Agent:
        return commands.change_agent(mine, form.profile(), actor=request.actor)

    return carry_out(request, dialog, form, save)
