"""The promises of a policy, each in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.sla import commands, queries
from caseway.sla.forms import PromiseForm
from caseway.sla.models import SlaItem, SlaPolicy
from caseway.sla.views.policies import policy_of


@agent_page("settings.manage")
def add_promise(request: AgentRequest, pk: int) -> HttpResponse:
    policy = policy_of(request.actor, pk)
    form = PromiseForm(request.POST or None, kind=policy.kind)

    def save() -> SlaItem:
        return commands.add_promise(policy, form.promise(), actor=request.actor)

    return carry_out(request, _dialog(policy, _("New promise")), form, save)


@agent_page("settings.manage")
def change_promise(request: AgentRequest, pk: int, item: int) -> HttpResponse:
    promise = _promise(request, pk, item)
    form = PromiseForm(request.POST or None, kind=promise.policy.kind, item=promise)
    delete_url = reverse("sla:remove_promise", args=[pk, item])

    def save() -> SlaItem:
        return commands.change_promise(promise, form.promise(), actor=request.actor)

    return carry_out(request, _dialog(promise.policy, promise.name, delete_url), form, save)


@agent_page("settings.manage")
def remove_promise(request: AgentRequest, pk: int, item: int) -> HttpResponse:
    promise = _promise(request, pk, item)

    def delete() -> None:
        commands.remove_promise(promise, actor=request.actor)

    return confirm_deletion(request, promise, delete, _dialog(promise.policy, promise.name))


def _promise(request: AgentRequest, pk: int, item: int) -> SlaItem:
    return get_object_or_404(queries.visible_items(request.actor), pk=item, policy_id=pk)


def _dialog(policy: SlaPolicy, heading: str, delete_url: str = "") -> Dialog:
    back = reverse("sla:policy", args=[policy.pk])
    return Dialog(heading=heading, back=back, back_title=policy.name, delete_url=delete_url)
