"""The promises of a policy, each in a dialog."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.kernel.errors import Invalid
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment
from caseway.sla import commands, queries
from caseway.sla.forms import PromiseForm
from caseway.sla.models import SlaItem, SlaPolicy
from caseway.sla.views.policies import policy_of
from caseway.sla.views.screens import PROMISES


@agent_page("settings.manage")
def add_promise(request: AgentRequest, pk: int) -> HttpResponse:
    policy = policy_of(request.actor, pk)
    form = PromiseForm(request.POST or None, kind=policy.kind)
    return _answer(request, policy, form, lambda: commands.add_promise(policy, form.promise(), actor=request.actor))


@agent_page("settings.manage")
def change_promise(request: AgentRequest, pk: int, item: int) -> HttpResponse:
    promise = get_object_or_404(queries.visible_items(request.actor), pk=item, policy_id=pk)
    form = PromiseForm(request.POST or None, kind=promise.policy.kind, item=promise)

    def save() -> SlaItem:
        return commands.change_promise(promise, form.promise(), actor=request.actor)

    return _answer(request, promise.policy, form, save)


@agent_page("settings.manage")
def remove_promise(request: AgentRequest, pk: int, item: int) -> HttpResponse:
    promise = get_object_or_404(queries.visible_items(request.actor), pk=item, policy_id=pk)
    back = reverse("sla:policy", args=[pk])
    if request.method == "POST":
        commands.remove_promise(promise, actor=request.actor)
        return done(request, _("%s is deleted.") % promise, to=back)
    template = "kernel/crud/_delete.html" if wants_fragment(request) else "kernel/crud/delete.html"
    return render(request, template, {"crud": PROMISES, "row": promise, "list_url": back})


def _answer(request: AgentRequest, policy: SlaPolicy, form: PromiseForm, save: Callable[[], SlaItem]) -> HttpResponse:
    back = reverse("sla:policy", args=[policy.pk])
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except Invalid as error:
            for name, fault in error.fields.items():
                form.add_error(name if name in form.fields else None, fault)
        else:
            return done(request, _("%s is saved.") % saved, to=back)
    template = "sla/_promise.html" if wants_fragment(request) else "sla/promise.html"
    context = {"form": form, "policy": policy, "back": back, "editor": form.editor()}
    return render(request, template, context, status=422 if form.errors else 200)
